"""Who calls, and with which things that exist."""

import json
import os
import random

import requests
import schemathesis

BASE = os.environ["OSTA_BASE"]
PHONE = os.environ.get("OSTA_PHONE")
KEY = os.environ.get("OSTA_KEY")
# Real ids by the name of what they belong to, a pin in a zone, phones.
WITH = json.loads(os.environ["OSTA_THINGS"])

# What a body or query that fits the schema must never be refused with.
OF_THE_FORM = {
    "idempotency.key_missing",
    "malformed_body",
    "page.bad_limit",
    "unknown_field",
    "unsupported_media_type",
    "wrong_type",
}


@schemathesis.auth(refresh_interval=600, retry_on=[401])
class LoggedIn:
    """The token of one person or program; none for guests."""

    def get(self, case, context):
        if KEY or not PHONE:
            return KEY or "guest"
        login = {"phone": PHONE, "password": os.environ["OSTA_PASSWORD"]}
        answer = requests.post(f"{BASE}/api/v1/auth/login", json=login, timeout=30)
        answer.raise_for_status()
        return answer.json()["accessToken"]

    def set(self, case, data, context):
        if data != "guest":
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


def kind_of(path, name):
    """Of what kind of thing a parameter is the id."""
    before = path[: path.index("{" + name + "}")].strip("/").split("/")[-1]
    return before if name == "id" else name


def real(kind, dice):
    known = WITH.get(kind)
    return dice.choice(known) if known else None


def whole(value):
    """264.0 is an integer to JSON Schema; our API wants it written as one, and clients do."""
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {name: whole(inner) for name, inner in value.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def with_real_things(value, dice):
    """The same body, with ids and places that exist in the place of invented ones."""
    if isinstance(value, list):
        return [with_real_things(item, dice) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {}
    for name, inner in value.items():
        if name == "pin" and isinstance(inner, dict):
            changed[name] = WITH["pin"]
        elif isinstance(inner, str) and real(name, dice):
            changed[name] = real(name, dice)
        else:
            changed[name] = with_real_things(inner, dice)
    return changed


@schemathesis.hook
def map_case(context, case):
    """Half of the right requests speak of things that exist: the others end early with 404."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive:
        return case
    if isinstance(case.body, (dict, list)):
        case.body = whole(case.body)
    dice = random.Random(repr((case.path, case.path_parameters, case.query, case.body)))
    if dice.random() < 0.5:
        return case
    for name in case.path_parameters or {}:
        known = real(kind_of(case.path, name), dice)
        if known:
            case.path_parameters[name] = known
    for name in list(case.query or {}):
        known = real(name, dice)
        if known:
            case.query[name] = known
    if isinstance(case.body, (dict, list)):
        case.body = with_real_things(case.body, dice)
    return case


def is_of_the_form(response):
    """Whether a refusal says that the request has the wrong form."""
    try:
        problem = response.json()
    except ValueError:
        return True
    # What our document does not say: that a position has two numbers and a GeoJSON shape nothing
    # else, and that opening hours end after they begin.
    unsaid = ("area", "openingHours")
    errors = [e for e in problem.get("errors", []) if not e["field"].startswith(unsaid)]
    codes = {problem.get("code")} | {error.get("code") for error in errors}
    return bool(codes & OF_THE_FORM)


# Where something wrong is rightly answered with success: each fix of a batch is judged alone and
# the answer tells which were refused; and an empty field of a form is one that was left out.
JUDGED_ALONE = {"report_location_batch", "upload_document"}


def is_said_to_be_valid(case):
    """Whether the tool itself says of a case that it counts as wrong that its values are valid: it
    goes through the values of a form and takes the rest of it from somewhere else."""
    said = getattr(case.meta.phase.data, "description", None) if case.meta else None
    return bool(said) and said.startswith("Object with valid '")


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure counts."""
    accepted = type(failure).__name__ == "AcceptedNegativeData"
    operation = case.operation.definition.raw.get("operationId")
    return not (accepted and (operation in JUDGED_ALONE or is_said_to_be_valid(case)))


@schemathesis.check
def right_form_is_not_called_wrong(ctx, response, case):
    """What fits the schema may be refused for its content, never for its form."""
    meta = case.meta
    positive = meta is not None and meta.generation.mode.is_positive
    if positive and response.status_code in (400, 415, 422) and is_of_the_form(response):
        raise AssertionError(f"fits the schema and is refused for its form: {response.text[:500]}")
