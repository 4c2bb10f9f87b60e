"""Which addresses do programs speak to: the EPCIS 2.0 interfaces, and the log?"""

from django.urls import path

from yaomai.web.api import capture, events, openapi, registers, tlog

urlpatterns = [
    path("openapi.json", openapi.openapi, name="openapi"),
    path("capture", capture.capture_documents, name="capture"),
    path("capture/<str:capture_id>", capture.capture_job, name="capture_job"),
    path("events", events.events_at_large, name="events"),
    path("events/<path:event_id>", events.event, name="event"),
    path("api/registers", registers.api_registers, name="api_registers"),
    path("api/registers/<str:kind>", registers.api_register, name="api_register"),
    path("api/registers/<str:kind>/<str:number>", registers.api_register_entity, name="api_register_entity"),
    path("log/checkpoint", tlog.checkpoint, name="log_checkpoint"),
    path("log/policy", tlog.policy, name="log_policy"),
    path("log/receipt/<str:number>", tlog.receipt, name="log_receipt"),
    path("log/tile/<path:name>", tlog.tile, name="log_tile"),
]
