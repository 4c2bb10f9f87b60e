"""Which addresses are about people: signing in, one's own account and keys, who did what, organisations?"""

from django.urls import path, register_converter

from yaomai.web.pages.people import audit, keys, my, organisations, sign_in


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

urlpatterns = [
    path("sign-in", sign_in.sign_in_page, name="sign_in"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("my", my.my_account, name="my"),
    path("my/password", my.my_password, name="my_password"),
    path("my/keys", keys.my_keys, name="my_keys"),
    path("my/keys/<number:key>/end", keys.my_key_end, name="my_key_end"),
    path("audit", audit.audit, name="audit"),
    path("people", organisations.people, name="people"),
    path("people/<number:organisation>", organisations.people_organisation, name="people_organisation"),
    path("people/accounts/<number:account>", organisations.people_account, name="people_account"),
    path("people/accounts/<number:account>/end", organisations.people_account_end, name="people_account_end"),
    path(
        "people/accounts/<number:account>/password",
        organisations.people_account_password,
        name="people_account_password",
    ),
]
