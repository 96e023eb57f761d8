"""Target networks and their domains: files in, exact values out."""

from certify.kernel.domain import Domain
from certify.models.digits import Embedded, embedded
from certify.models.domains import parse_domain
from certify.models.given import as_domain, as_target
from certify.models.targets import Target, load_target

__all__ = ["Domain", "Embedded", "Target", "as_domain", "as_target", "embedded", "load_target", "parse_domain"]
