import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { cairoDay } from "@/shared/format/format";
import {
  answer,
  closed,
  dialog,
  format,
  isOpen,
  lastTo,
  logIn,
  press,
  pressables,
  refusal,
  sentTo,
  show,
  t,
} from "@/testing/screen";
import HoursScreen from "./hours-screen";

const HOURS = "/api/v1/providers/me/hours";
const BESIDES = "/api/v1/providers/me/exceptions";
const DAY_MS = 86_400_000;
/** So many days from now, in Cairo. */
const day = (from: number) => cairoDay(new Date(Date.now() + from * DAY_MS));

beforeEach(() => {
  logIn("service_provider");
  answer(`GET ${HOURS}`, {
    hours: [
      { weekday: 0, fromMinute: 540, toMinute: 780 },
      { weekday: 0, fromMinute: 960, toMinute: 1440 },
    ],
  });
  answer(`GET ${BESIDES}`, { items: [] });
});

const typeIn = (label: string, value: string, n = 0) =>
  fireEvent.change(screen.getAllByLabelText(label)[n] as HTMLElement, { target: { value } });

test("a day's hours are changed, and the same for other days; what overlaps is not sent", async () => {
  show(<HoursScreen />);
  await press(/^Sunday/);
  const sheet = await dialog();
  expect(sheet.querySelectorAll("input[type=time]")).toHaveLength(4);
  typeIn(t("hours.to"), "17:00");
  await screen.findByText(t("wrong.overlap"));
  expect(isOpen(t("act.save"), sheet)).toBe(false);
  typeIn(t("hours.to"), "08:00");
  await screen.findByText(t("wrong.backwards"));
  typeIn(t("hours.to"), "14:30");
  await waitFor(() => expect(isOpen(t("act.save"), sheet)).toBe(true));
  fireEvent.click(pressables(t("hours.remove"), sheet)[1] as HTMLElement);
  await press("Monday", sheet);
  await press("Tuesday", sheet);
  await press("Tuesday", sheet);
  answer(
    `PUT ${HOURS}`,
    refusal(422, "validation", "Check it.", [{ field: "hours[0]", message: "Too long a day." }]),
  );
  await press(t("act.save"), sheet);
  await screen.findByText("Too long a day.");
  answer(`PUT ${HOURS}`, { hours: [] });
  await press(t("act.save"), sheet);
  await closed();
  expect(lastTo(`PUT ${HOURS}`).body).toEqual({
    hours: [
      { weekday: 0, fromMinute: 540, toMinute: 870 },
      { weekday: 1, fromMinute: 540, toMinute: 870 },
    ],
  });
});

test("a day off gets hours, and further ones after them", async () => {
  show(<HoursScreen />);
  await press(/^Saturday/);
  const sheet = await dialog();
  expect(sheet.textContent).toContain(t("hours.off"));
  await press(t("hours.work"), sheet);
  await press(t("hours.more"), sheet);
  answer(`PUT ${HOURS}`, { hours: [] });
  await press(t("act.save"), sheet);
  await closed();
  const { hours } = lastTo(`PUT ${HOURS}`).body as { hours: { weekday: number; fromMinute: number }[] };
  expect(hours.filter(({ weekday }) => weekday === 6).map(({ fromMinute }) => fromMinute)).toEqual([
    600, 1140,
  ]);
});

test("days off go in one piece; backwards they are not sent; what the server says stands at its field", async () => {
  show(<HoursScreen />);
  await screen.findByText(t("besides.none"));
  await press(t("besides.off"));
  const sheet = await dialog();
  typeIn(t("besides.first"), day(3));
  typeIn(t("besides.last"), day(2));
  await screen.findByText(t("wrong.backwards"));
  expect(isOpen(t("act.save"), sheet)).toBe(false);
  typeIn(t("besides.last"), day(4));
  typeIn(t("besides.note"), "Wedding");
  answer(
    `POST ${BESIDES}`,
    refusal(422, "validation", "Check it.", [
      { field: "startsAt", message: "You have a job then." },
      { field: "note", message: "Too short." },
    ]),
  );
  await press(t("act.save"), sheet);
  await screen.findByText("You have a job then.");
  screen.getByText("Too short.");
  answer(`POST ${BESIDES}`, refusal(503, "away", "Try again soon."));
  await press(t("act.save"), sheet);
  await screen.findByText("Try again soon.");
  answer(`POST ${BESIDES}`, { id: "x1" });
  const off = {
    id: "x1",
    works: false,
    startsAt: `${day(3)}T00:00:00Z`,
    endsAt: `${day(5)}T00:00:00Z`,
    note: "Wedding",
  };
  answer(`GET ${BESIDES}`, { items: [off] });
  await press(t("act.save"), sheet);
  await closed();
  expect(lastTo(`POST ${BESIDES}`).body).toMatchObject({ works: false, note: "Wedding" });
  const { startsAt, endsAt } = lastTo(`POST ${BESIDES}`).body as { startsAt: string; endsAt: string };
  expect(cairoDay(new Date(startsAt))).toBe(day(3));
  expect(cairoDay(new Date(endsAt)), "until the end of its last day").toBe(day(5));

  answer(`DELETE ${BESIDES}/x1`, null);
  answer(`GET ${BESIDES}`, { items: [] });
  await press(t("besides.remove", { day: format.dayShort(off.startsAt) }));
  await screen.findByText(t("besides.none"));
});

test("work besides the week goes day by day; what broke off goes on where it ended; not for too long", async () => {
  show(<HoursScreen />);
  await press(t("besides.extra"));
  const sheet = await dialog();
  typeIn(t("besides.first"), day(1));
  typeIn(t("besides.last"), day(40));
  await screen.findByText(t("besides.too_many", { count: 31 }));
  typeIn(t("besides.last"), day(3));
  typeIn(t("hours.from"), "19:00");
  await screen.findByText(t("wrong.backwards"));
  typeIn(t("hours.to"), "00:00");
  let sent = 0;
  answer(`POST ${BESIDES}`, () =>
    ++sent === 2 ? refusal(503, "away", "Try again soon.") : { id: `x${sent}` },
  );
  await press(t("act.save"), sheet);
  await screen.findByText("Try again soon.");
  expect(sentTo(`POST ${BESIDES}`)).toHaveLength(2);
  await press(t("act.save"), sheet);
  await closed();
  const days = sentTo(`POST ${BESIDES}`).map(({ body }) =>
    cairoDay(new Date((body as { startsAt: string }).startsAt)),
  );
  expect(days, "the first is not sent twice").toEqual([day(1), day(2), day(2), day(3)]);
});

test("Ramadan's nights are one tap away", async () => {
  show(<HoursScreen />);
  await press(t("besides.extra"));
  const sheet = await dialog();
  const [nights] = Array.from(sheet.querySelectorAll("button")).filter((one) =>
    one.textContent?.startsWith(t("besides.ramadan_nights", { day: "" }).slice(0, 10)),
  );
  fireEvent.click(nights as HTMLElement);
  expect(screen.getByLabelText<HTMLInputElement>(t("besides.note")).value).toBe(t("besides.ramadan"));
  expect(screen.getByLabelText<HTMLInputElement>(t("hours.from")).value).toBe("20:00");
  expect(screen.getByLabelText<HTMLInputElement>(t("hours.to")).value).toBe("00:00");
  const [first, last] = [t("besides.first"), t("besides.last")].map(
    (name) => screen.getByLabelText<HTMLInputElement>(name).value,
  );
  const length = (Date.parse(last ?? "") - Date.parse(first ?? "")) / DAY_MS + 1;
  expect(length).toBeLessThanOrEqual(30);
});

test("hours and exceptions that cannot be had are asked for again", async () => {
  answer(`GET ${HOURS}`, refusal(503, "away", "No hours now."));
  show(<HoursScreen />);
  await screen.findByText("No hours now.");
  answer(`GET ${HOURS}`, { hours: [] });
  answer(`GET ${BESIDES}`, refusal(503, "away", "No days now."));
  await press(t("act.retry"));
  await screen.findByText("No days now.");
  answer(`GET ${BESIDES}`, {
    items: [{ id: "x2", works: true, startsAt: "2026-03-01T08:00:00Z", endsAt: "2026-03-01T12:00:00Z" }],
  });
  await press(t("act.retry"));
  await screen.findByText(t("besides.works"));
});
