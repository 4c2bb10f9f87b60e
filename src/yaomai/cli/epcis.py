"""Commands about EPCIS events."""

from pathlib import Path

import click

from yaomai.cli.connected import connected


@click.group()
def epcis() -> None:
    """EPCIS events: capture a document."""


@epcis.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", type=int, help="the number of the organisation in whose name it is recorded")
def capture(file: Path, organisation: int | None) -> None:
    """Check and record the EPCIS 2.0 document (JSON-LD) in FILE; prints the record number of each event.

    \b
    Example:
      yaomai epcis capture events.jsonld
    """
    from django.utils import timezone

    with connected():
        from yaomai.errors import NotFoundError
        from yaomai.ledger.engine.deed import Recorder, reference
        from yaomai.people.queries.recorders import organisation_names
        from yaomai.traceability.operations.capture import capture as record_document

        if organisation is not None and organisation not in organisation_names([organisation]):
            raise NotFoundError(f"there is no organisation {organisation}; nothing was recorded")
        captured = record_document(file.read_bytes(), recorder=Recorder(organisation=organisation), now=timezone.now())
    for note in captured.notes:
        click.echo(f"note: {note.pointer}: {note.value} {note.message}", err=True)
    for event in captured.events:
        word = "on record already" if event.repeated else "recorded"
        click.echo(f"{reference(event.record)}  {word}  {event.event_id}")
    if captured.events:
        first = reference(captured.events[0].record)
        click.echo(f"their pages are at /records/NUMBER, such as /records/{first}", err=True)
