"""The claim types, one file each, in the order in which they take the numbers of an utterance."""

from monitor.core.consistency.claims.brand import BrandTopic
from monitor.core.consistency.claims.certification import CertificationTopic
from monitor.core.consistency.claims.choice import ChoiceTopic
from monitor.core.consistency.claims.counted import CountedTopic
from monitor.core.consistency.claims.discount import DiscountTopic
from monitor.core.consistency.claims.function import FunctionTopic
from monitor.core.consistency.claims.grade_by_count import GradeByCountTopic
from monitor.core.consistency.claims.included import IncludedTopic
from monitor.core.consistency.claims.material import MaterialTopic
from monitor.core.consistency.claims.origin import OriginTopic
from monitor.core.consistency.claims.price import PriceTopic
from monitor.core.consistency.claims.quantity import GiftTopic, QuantityTopic
from monitor.core.consistency.claims.sales import SalesTopic
from monitor.core.consistency.claims.service import ServiceTopic
from monitor.core.consistency.claims.shelf_life import ShelfLifeTopic
from monitor.core.consistency.claims.spec import SpecTopic
from monitor.core.consistency.claims.sunscreen import SunscreenTopic
from monitor.core.consistency.claims.variant import VariantTopic
from monitor.core.consistency.scene import Topic

# A number belongs to the first that claims it: 七天无理由 is no shelf life, 一折 is no price.
TOPICS: tuple[Topic, ...] = (
    ServiceTopic(),
    ShelfLifeTopic(),
    IncludedTopic(),
    GiftTopic(),
    DiscountTopic(),
    MaterialTopic(),
    SunscreenTopic(),
    ChoiceTopic(),
    GradeByCountTopic(),
    CountedTopic(),
    VariantTopic(),
    CertificationTopic(),
    SalesTopic(),
    SpecTopic(),
    PriceTopic(),
    QuantityTopic(),
    OriginTopic(),
    BrandTopic(),
    FunctionTopic(),
)

__all__ = ["TOPICS"]
