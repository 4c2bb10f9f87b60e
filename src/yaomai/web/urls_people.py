"""Which addresses are about people: signing in, one's own account and keys, who did what, organisations?"""

from django.urls import path

from yaomai.web.pages.people import audit, keys, my, organisations, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in_page, name="sign_in"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("my", my.my_account, name="my"),
    path("my/password", my.my_password, name="my_password"),
    path("my/keys", keys.my_keys, name="my_keys"),
    path("my/keys/<int:key>/end", keys.my_key_end, name="my_key_end"),
    path("audit", audit.audit, name="audit"),
    path("people", organisations.people, name="people"),
    path("people/<int:organisation>", organisations.people_organisation, name="people_organisation"),
    path("people/accounts/<int:account>", organisations.people_account, name="people_account"),
    path("people/accounts/<int:account>/end", organisations.people_account_end, name="people_account_end"),
    path(
        "people/accounts/<int:account>/password",
        organisations.people_account_password,
        name="people_account_password",
    ),
]
