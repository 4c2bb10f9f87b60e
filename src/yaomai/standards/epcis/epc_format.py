"""How does this event read with its identifiers as GS1 Digital Links, or as EPC URNs?

EPCIS 2.0, REST binding: the header GS1-EPC-Format. Respelled are the members that hold identifiers (fields.py), and nothing
else: no eventID, no extension, no ilmd; every other value keeps its bytes. An identifier that has no other spelling (another
party's URI, a key whose company prefix is not known) stays as it is, and so does one that already has the wanted form, on
whatever domain.
What a Digital Link says beside the key that it identifies by (the lot beside a serial number, a query) has no place in a URN.
The event hash is the same in every format.
"""

from typing import Any, Literal, get_args

import msgspec

from yaomai.standards.epcis.fields import EVENTS, Group, Kind, Listed
from yaomai.standards.gs1 import epc_urn
from yaomai.standards.gs1.identifier import identify

EpcFormat = Literal["No_Preference", "Always_GS1_Digital_Link", "Always_EPC_URN", "Never_Translates"]
EPC_FORMATS: tuple[EpcFormat, ...] = get_args(EpcFormat)

_OBJECT: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ARRAY: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])


def in_format(event: bytes, epc_format: EpcFormat) -> bytes:
    """The JSON text of an event that `check` found valid, in `epc_format`; the very same bytes if nothing changes."""
    if epc_format in ("No_Preference", "Never_Translates"):
        return event
    event_type = _OBJECT.decode(event).get("type")
    kind = None if event_type is None else _IDENTIFIERS.get(msgspec.json.decode(event_type, type=str))
    return event if kind is None else _respelled(event, kind, epc_format)


def spelled(uri: str, epc_format: EpcFormat) -> str:
    """One identifier in `epc_format`."""
    if epc_format == "Always_GS1_Digital_Link" and uri[:8].lower() == "urn:epc:":
        found = identify(uri)
        return found.canonical if found.parts and found.fault is None else uri
    if epc_format == "Always_EPC_URN" and uri[:4].lower() == "http":
        return epc_urn.write(identify(uri)) or uri
    return uri


def _respelled(text: bytes, kind: Kind, epc_format: EpcFormat) -> bytes:
    if isinstance(kind, Listed):
        items = [bytes(item) for item in _ARRAY.decode(text)]
        changed = [_respelled(item, kind.item, epc_format) for item in items]
        return text if changed == items else b"[" + b",".join(changed) + b"]"
    if isinstance(kind, Group):
        members = {name: bytes(value) for name, value in _OBJECT.decode(text).items()}
        others = {
            name: _respelled(value, kind.members[name], epc_format) if name in kind.members else value
            for name, value in members.items()
        }
        if others == members:
            return text
        return b"{" + b",".join(msgspec.json.encode(name) + b":" + value for name, value in others.items()) + b"}"
    uri: Any = msgspec.json.decode(text)
    other = spelled(uri, epc_format)
    return text if other == uri else msgspec.json.encode(other)


def _of_identifiers(kind: Kind) -> Kind | None:
    """What of a table leads to identifiers; None if nothing does."""
    if isinstance(kind, Listed):
        item = _of_identifiers(kind.item)
        return None if item is None else Listed(item)
    if isinstance(kind, Group):
        members = {name: _of_identifiers(member) for name, member in kind.members.items()}
        leading = {name: member for name, member in members.items() if member is not None}
        return Group(leading) if leading else None
    return kind if kind == "identifier" else None


_IDENTIFIERS = {event_type: _of_identifiers(table) for event_type, table in EVENTS.items()}
