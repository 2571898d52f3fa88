import arForms from "@locales/ar/ops_forms.json";
import enForms from "@locales/en/ops_forms.json";
import { fireEvent, screen, within } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import type { MatchingFiguresOut, MatchingTrialOut } from "@/generated/ops";
import { loadWords } from "@/shared/i18n/words";
// The generated calls are there first, as they are in the product.
import "@/generated/ops";
import { answer, refusal, sent, show } from "@/testing/screen";
import Setting from "./setting";

const WORDS = { ar: arForms, en: enForms };
const STORED = "GET /api/v1/admin/settings/booking.matching";
const TRIALS = "POST /api/v1/admin/settings/booking.matching/trials";
const VALUE = {
  radiiM: [3000, 6000],
  broadcastZones: [],
  tieMs: 500,
  weights: { travelMsPerS: 1000, refusalS: 120 },
};
const SETTING = {
  key: "booking.matching",
  value: VALUE,
  version: 0,
  validFrom: null,
  newest: 0,
  default: VALUE,
  scheduled: null,
  history: [],
};
const BEFORE: MatchingFiguresOut = {
  roundsAsked: 40,
  roundsWaited: 0,
  offers: 40,
  medianDistanceM: 2400,
  p90DistanceM: 6000,
  medianTravelS: 600,
  p90TravelS: 1500,
  meanAcceptanceBp: 7000,
  providers: 12,
  unevennessBp: 3000,
};
const TRIAL: MatchingTrialOut = {
  from: "2026-11-22T08:00:00Z",
  to: "2026-11-29T08:00:00Z",
  rounds: 40,
  unreadable: 0,
  changed: 3,
  before: BEFORE,
  after: { ...BEFORE, medianTravelS: 540, meanAcceptanceBp: 6500 },
  examples: [
    {
      bookingId: "b0000001-0000",
      round: 2,
      before: { providerId: "0000-aaaaaaaa", distanceM: 2000, travelS: 420, acceptanceBp: 8000 },
      after: null,
    },
  ],
};

beforeAll(() => loadWords("ar", ["ops", "ops_codes", "ops_desk", "ops_forms"]));

for (const lang of ["ar", "en"] as const) {
  const t = WORDS[lang];
  const open = () => {
    show(<Setting />, {
      lang,
      at: "/ops/settings/booking/matching",
      route: "/ops/settings/:service/:name",
    });
    return screen.findByRole("button", { name: t["trial.run"] });
  };
  const weight = () => screen.getByRole("textbox", { name: new RegExp(t["setfield.refusalS"]) });

  test(`what is in the fields is tried, without a reason and without being saved (${lang})`, async () => {
    answer(STORED, SETTING);
    answer(TRIALS, TRIAL);
    const button = await open();
    fireEvent.change(weight(), { target: { value: "300" } });
    fireEvent.click(button);
    const found = await screen.findByTestId("trial");
    const told = sent.filter(({ method }) => method !== "GET");
    expect(told.map(({ method, path }) => `${method} ${path}`)).toEqual([TRIALS]);
    expect(told[0]?.body).toEqual({ value: { ...VALUE, weights: { travelMsPerS: 1000, refusalS: 300 } } });

    const row = (name: string) => within(found).getByRole("row", { name: new RegExp(name) }).textContent;
    expect(row(t["trial.medianTravelS"])).toContain(t["trial.better"]);
    expect(row(t["trial.meanAcceptanceBp"])).toContain(t["trial.worse"]);
    expect(row(t["trial.p90TravelS"])).not.toMatch(new RegExp(`${t["trial.better"]}|${t["trial.worse"]}`));
    const example = within(found).getByRole("table", { name: t["trial.examples"] });
    expect(within(example).getByRole("link", { name: "aaaaaaaa" }).getAttribute("href")).toBe(
      "/ops/technicians/0000-aaaaaaaa",
    );
    expect(example.textContent).toContain(t["trial.nobody"]);

    // Numbers that were changed since are told apart from those that were tried.
    expect(screen.queryByText(t["trial.outdated"])).toBeNull();
    fireEvent.change(weight(), { target: { value: "301" } });
    expect(screen.getByText(t["trial.outdated"])).toBeTruthy();
  });

  test(`complaints stand at their fields, and a trial that runs already is told (${lang})`, async () => {
    answer(STORED, SETTING);
    const errors = [{ field: "value.weights.refusalS", message: "0–3600" }];
    answer(TRIALS, refusal(422, "invalid_fields", "wrong", errors));
    fireEvent.click(await open());
    await screen.findByText("0–3600");
    expect(weight().getAttribute("aria-invalid")).toBe("true");

    answer(TRIALS, refusal(409, "booking.trial_running", "another runs"));
    fireEvent.click(screen.getByRole("button", { name: t["trial.run"] }));
    await screen.findByText("another runs");
    expect(screen.queryByTestId("trial")).toBeNull();
    expect(screen.queryByTestId("conflict")).toBeNull();
  });

  test(`a week without rounds says so (${lang})`, async () => {
    answer(STORED, SETTING);
    answer(TRIALS, { ...TRIAL, rounds: 0, examples: [] });
    fireEvent.click(await open());
    await screen.findByText(t["trial.none"]);
  });
}

test("other settings can't be tried", async () => {
  answer("GET /api/v1/admin/settings/booking.rules", { ...SETTING, key: "booking.rules" });
  show(<Setting />, {
    lang: "en",
    at: "/ops/settings/booking/rules",
    route: "/ops/settings/:service/:name",
  });
  await screen.findByRole("button", { name: enForms["setting.make"] });
  expect(screen.queryByRole("button", { name: enForms["trial.run"] })).toBeNull();
});
