"""Which addresses are about people: signing in, one's own account and keys, who did what, organisations?"""

from django.urls import URLPattern, path, register_converter

from yaomai import settings
from yaomai.web.pages.people import accounts, audit, demonstration, invitations, keys, my, organisations, sign_in, totp


class NumberConverter:
    """The number of an organisation, account or key in an address: a positive bigint. Anything else is no address of ours."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, text: str) -> int:
        """The number written in the address."""
        return int(text)

    def to_url(self, number: int) -> str:
        """The number as it is written in the address."""
        return str(number)


register_converter(NumberConverter, "number")


def of_demonstration(*, is_demonstration: bool) -> list[URLPattern]:
    """The addresses by which one becomes another person of a demonstration: elsewhere there are none."""
    if not is_demonstration:
        return []
    return [
        path("demonstration", demonstration.demonstration, name="demonstration"),
        path("demonstration/switch", demonstration.demonstration_switch, name="demonstration_switch"),
    ]


urlpatterns = [
    *of_demonstration(is_demonstration=settings.IS_DEMONSTRATION),
    path("sign-in", sign_in.sign_in_page, name="sign_in"),
    path("sign-in/code", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("join", invitations.join, name="join"),
    path("my", my.my_account, name="my"),
    path("my/password", my.my_password, name="my_password"),
    path("my/totp", totp.my_totp, name="my_totp"),
    path("my/totp/codes", totp.my_totp_codes, name="my_totp_codes"),
    path("my/totp/off", totp.my_totp_off, name="my_totp_off"),
    path("my/keys", keys.my_keys, name="my_keys"),
    path("my/keys/<number:key>/end", keys.my_key_end, name="my_key_end"),
    path("audit", audit.audit, name="audit"),
    path("organisations", organisations.tree, name="organisation_tree"),
    path("people", organisations.people, name="people"),
    path("people/<number:organisation>", organisations.people_organisation, name="people_organisation"),
    path(
        "people/<number:organisation>/change",
        organisations.people_organisation_change,
        name="people_organisation_change",
    ),
    path("people/<number:organisation>/end", organisations.people_organisation_end, name="people_organisation_end"),
    path("people/<number:organisation>/invite", invitations.people_invitation, name="people_invitation"),
    path("people/invitations/<number:invitation>/end", invitations.people_invitation_end, name="people_invitation_end"),
    path("people/accounts/<number:account>", accounts.people_account, name="people_account"),
    path("people/accounts/<number:account>/end", accounts.people_account_end, name="people_account_end"),
    path("people/accounts/<number:account>/password", accounts.people_account_password, name="people_account_password"),
    path("people/accounts/<number:account>/totp", accounts.people_account_totp, name="people_account_totp"),
]
