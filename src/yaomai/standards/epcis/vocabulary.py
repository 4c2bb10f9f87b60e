"""Which words does the Core Business Vocabulary 2.0 define, and which of them is this?

Each word has three spellings: bare (`shipping`), as a web address
(`https://ref.gs1.org/cbv/BizStep-shipping`, also as a compact `cbv:BizStep-shipping` when the document's
context declares the prefix) and, in XML, as a URN (`urn:epcglobal:cbv:bizstep:shipping`). The bare word is
the canonical one here; anything else is another party's word and stays as it is.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One standard vocabulary: its name, its words, and what stands before a word in the other two spellings."""

    name: str
    words: frozenset[str]
    web: str
    urn: str = ""
    # Web addresses of the same vocabulary that earlier drafts and GS1's own JSON-LD context use.
    earlier_web: tuple[str, ...] = ()
    # Spellings that GS1's JSON schema does not allow in JSON.
    not_in_json: tuple[str, ...] = ("urn:epcglobal:cbv", "https://ns.gs1.org/cbv/", "http://ns.gs1.org/cbv/")

    def canonical(self, value: str) -> str:
        """The bare word if `value` is one of this vocabulary in any spelling, else `value` itself."""
        if value in self.words:
            return value
        for start in (self.web, self.urn, *self.earlier_web):
            if start and value.startswith(start) and value[len(start) :] in self.words:
                return value[len(start) :]
        return value

    def web_address(self, value: str) -> str:
        """The full web address of a word in any spelling; another party's word as it is."""
        word = self.canonical(value)
        return self.web + word if word in self.words else value


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EARLIER_VOC = (
    "https://gs1.org/voc/",
    "https://www.gs1.org/voc/",
    "http://gs1.org/voc/",
    "http://www.gs1.org/voc/",
)

BIZ_STEP = Vocabulary(
    "business step",
    _words(
        """
        accepting arriving assembling collecting commissioning consigning creating_class_instance
        cycle_counting decommissioning departing destroying disassembling dispensing encoding
        entering_exiting holding inspecting installing killing loading other packing picking receiving
        removing repackaging repairing replacing reserving retail_selling sampling sensor_reporting
        shipping staging_outbound stock_taking stocking storing transporting unloading unpacking
        void_shipping
        """
    ),
    "https://ref.gs1.org/cbv/BizStep-",
    "urn:epcglobal:cbv:bizstep:",
)
DISPOSITION = Vocabulary(
    "disposition",
    _words(
        """
        active available completeness_inferred completeness_verified conformant container_closed
        container_open damaged destroyed dispensed disposed encoded expired in_progress in_transit
        inactive mismatch_class mismatch_instance mismatch_quantity needs_replacement no_pedigree_match
        non_conformant non_sellable_other partially_dispensed recalled reserved retail_sold returned
        sellable_accessible sellable_not_accessible stolen unavailable unknown
        """
    ),
    "https://ref.gs1.org/cbv/Disp-",
    "urn:epcglobal:cbv:disp:",
)
BIZ_TRANSACTION_TYPE = Vocabulary(
    "business transaction type",
    _words(
        """
        bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt
        """
    ),
    "https://ref.gs1.org/cbv/BTT-",
    "urn:epcglobal:cbv:btt:",
)
SOURCE_DESTINATION_TYPE = Vocabulary(
    "source or destination type",
    _words(
        """
        location owning_party possessing_party
        """
    ),
    "https://ref.gs1.org/cbv/SDT-",
    "urn:epcglobal:cbv:sdt:",
)
ERROR_REASON = Vocabulary(
    "error reason",
    _words(
        """
        did_not_occur incorrect_data
        """
    ),
    "https://ref.gs1.org/cbv/ER-",
    "urn:epcglobal:cbv:er:",
)
MEASUREMENT_TYPE = Vocabulary(
    "sensor measurement type",
    _words(
        """
        AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance
        AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area
        Capacitance Conductance Conductivity Count Density Dimensionless DoseEquivalent
        DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity
        ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance Irradiance
        KinematicViscosity Length LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux
        MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate MassPerAreaTime
        MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux
        RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume
        Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate
        VolumeFraction VolumetricFlux Wavenumber
        """
    ),
    "https://ref.gs1.org/voc/",
    earlier_web=_EARLIER_VOC,
    not_in_json=_EARLIER_VOC,
)
SENSOR_ALERT = Vocabulary(
    "sensor alert type",
    _words(
        """
        ALARM_CONDITION ERROR_CONDITION
        """
    ),
    "https://ref.gs1.org/voc/",
    earlier_web=_EARLIER_VOC,
    not_in_json=_EARLIER_VOC,
)
COMPONENT = Vocabulary(
    "component of a quantity",
    _words(
        """
        altitude axial_distance azimuth easting elevation_angle height latitude longitude northing
        polar_angle spherical_radius x y z
        """
    ),
    "https://ref.gs1.org/cbv/Comp-",
)
