import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { cairoDay } from "@/shared/format/format";
import {
  answer,
  fill,
  format,
  isOpen,
  lastTo,
  logIn,
  press,
  pressables,
  refusal,
  type Sent,
  show,
  t,
} from "@/testing/screen";
import { Earnings } from "../earnings";
import AgendaScreen from "./agenda-screen";
import RatingsScreen from "./ratings-screen";
import StatementScreen from "./statement-screen";
import WhyScreen from "./why-screen";

const ME = "/api/v1/providers/me";
const pounds = (amount: number) => ({ amount: amount * 100, currency: "EGP" as const });
const words = (en: string) => ({ ar: en, en });
const AT = "2026-03-01T08:00:00Z";

beforeEach(() => {
  logIn("service_provider");
});

/** A second page that comes only when the test lets it. */
function later(page: object) {
  let give: (page: object) => void = () => undefined;
  const coming = new Promise<object>((done) => {
    give = done;
  });
  return { coming, give: () => give(page) };
}

test("movements of the balance, page by page: none stands twice while the next ones come", async () => {
  const line = (n: number, more: object = {}) => ({
    entryId: `e${n}`,
    text: words(`Movement ${n}`),
    amount: pounds(n === 2 ? -20 : 100),
    balanceAfter: pounds(80),
    createdAt: AT,
    bookingNumber: "K7Q2M",
    ...more,
  });
  const second = later({ items: [line(3, { text: words("For K7Q2M") })], nextCursor: null });
  answer(`GET ${ME}/statement`, ({ query }: Sent) =>
    query.cursor ? second.coming : { items: [line(1), line(2)], nextCursor: "more" },
  );
  show(<StatementScreen />);
  await screen.findByText("Movement 1");
  expect(screen.getAllByText("K7Q2M")).toHaveLength(2);
  await press(t("act.more"));
  await waitFor(() => expect(lastTo(`GET ${ME}/statement`).query.cursor).toBe("more"));
  expect(screen.getAllByText("Movement 1"), "while it waits").toHaveLength(1);
  second.give();
  await screen.findByText("For K7Q2M");
  expect(document.querySelectorAll("li")).toHaveLength(3);
  expect(screen.getAllByText("K7Q2M"), "the number is said once").toHaveLength(2);
  expect(pressables(t("act.more"))).toEqual([]);
});

test("a further page that cannot be had says so and is asked for again", async () => {
  const search = (id: string) => ({
    searchId: id,
    serviceName: words(`Search ${id}`),
    district: words("Maadi"),
    decidedAt: AT,
    outcome: "offered",
    reasons: [],
  });
  answer(`GET ${ME}/searches`, ({ query }: Sent) =>
    query.cursor ? refusal(503, "away", "Try again soon.") : { items: [search("s1")], nextCursor: "more" },
  );
  show(<WhyScreen />);
  await screen.findByText("Search s1");
  await press(t("act.more"));
  await screen.findByText("Try again soon.");
  expect(screen.getAllByText("Search s1")).toHaveLength(1);
  answer(`GET ${ME}/searches`, ({ query }: Sent) => ({ items: [search(query.cursor ? "s2" : "s1")] }));
  await press(t("act.retry"));
  await screen.findByText("Search s2");
  screen.getByText("Search s1");
});

test("why an order went to others, and what helps", async () => {
  answer(`GET ${ME}/searches`, {
    items: [
      {
        searchId: "s1",
        serviceName: words("Tap repair"),
        district: words("Maadi"),
        distanceM: 1200,
        decidedAt: AT,
        outcome: "not_eligible",
        reasons: [
          { code: "busy", text: words("You had a job then.") },
          { code: "outside_hours", text: words("Outside your hours.") },
        ],
      },
      {
        searchId: "s2",
        serviceName: words("Sink"),
        district: words("Dokki"),
        decidedAt: AT,
        outcome: "something_new",
        reasons: [],
      },
    ],
  });
  show(<WhyScreen />);
  await screen.findByText("You had a job then.");
  expect(document.body.textContent).toContain(`Maadi · ${format.distance(1200)}`);
  expect(screen.getAllByText(t("outcome.not_eligible"))).toHaveLength(2);
  expect(pressables(t("help.hours"))[0]?.getAttribute("href")).toBe("/work/hours");
});

test("nothing moved, nobody looked, nothing ahead, nothing earned", async () => {
  for (const [path, what, said] of [
    ["statement", <StatementScreen key="s" />, t("statement.none")],
    ["searches", <WhyScreen key="w" />, t("whynot.none")],
  ] as const) {
    answer(`GET ${ME}/${path}`, refusal(503, "away", "Try again soon."));
    const { unmount } = show(what);
    await screen.findByText("Try again soon.");
    answer(`GET ${ME}/${path}`, { items: [] });
    await press(t("act.retry"));
    await screen.findByText(said);
    unmount();
  }
});

test("what customers said, and one answer to each", async () => {
  const rating = (more: object) => ({
    id: "r1",
    starsCenti: 450,
    comment: "Quick",
    revealedAt: AT,
    reply: null,
    ...more,
  });
  answer("GET /api/v1/providers/me/ratings", refusal(503, "away", "Try again soon."));
  show(<RatingsScreen />);
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/providers/me/ratings", {
    reputation: { meanMilli: 4700, count: 12 },
    items: [rating({}), rating({ id: "r2", comment: null, reply: "Thank you" })],
  });
  await press(t("act.retry"));
  await screen.findByText("Thank you");
  screen.getByText(t("ratings.count", { count: 12 }));
  await press(t("ratings.reply"));
  expect(isOpen(t("ratings.send"))).toBe(false);
  await fill(t("ratings.reply"), "Call me on 010");
  answer(
    "POST /api/v1/ratings/r1/reply",
    refusal(422, "validation", "Check it.", [{ field: "text", message: "No numbers." }]),
  );
  await press(t("ratings.send"));
  await screen.findByText("No numbers.");
  answer("POST /api/v1/ratings/r1/reply", { id: "r1" });
  answer("GET /api/v1/providers/me/ratings", { reputation: null, items: [rating({ reply: "Gladly" })] });
  await fill(t("ratings.reply"), "Gladly");
  await press(t("ratings.send"));
  await waitFor(() => expect(pressables(t("ratings.send"))).toEqual([]));
  await screen.findByText("Gladly");
  expect(lastTo("POST /api/v1/ratings/r1/reply").body).toEqual({ text: "Gladly" });
});

test("the days ahead: the ways between visits, what is tight, and a better order", async () => {
  const today = cairoDay(new Date());
  const visit = (id: string, hour: number, more: object = {}) => ({
    bookingId: id,
    visit: 1,
    status: "confirmed",
    stage: "assigned",
    startsAt: `${today}T${String(hour).padStart(2, "0")}:00:00Z`,
    endsAt: `${today}T${String(hour + 1).padStart(2, "0")}:00:00Z`,
    serviceName: words("Tap repair"),
    district: words("Maadi"),
    travelS: null,
    spareMinutes: null,
    pin: { lat: 30 + hour / 100, lng: 31 },
    ...more,
  });
  answer(`GET ${ME}/agenda`, refusal(503, "away", "Try again soon."));
  show(<AgendaScreen />);
  await screen.findByText("Try again soon.");
  answer(`GET ${ME}/agenda`, [
    {
      date: today,
      visits: [
        visit("b0", 6, { status: "completed", stage: "settled" }),
        visit("b1", 8),
        visit("b2", 10, {
          travelS: 600,
          distanceM: 3200,
          spareMinutes: -5,
          visit: 2,
          district: words("Dokki"),
        }),
      ],
      travelS: 600,
      proposed: { bookings: ["b1", "b2"], travelS: 600, beginsAt: [], lateS: 0, exact: true },
    },
    {
      date: "9999-01-01",
      visits: [visit("b4", 8)],
      travelS: 0,
      proposed: null,
    },
  ]);
  await press(t("act.retry"));
  await screen.findByText(t("agenda.today"), { exact: false });
  screen.getByText(t("agenda.over", { count: 1 }));
  const all = document.body.textContent ?? "";
  expect(all).toContain(
    `${format.distance(3200)} · ${t("agenda.way", { time: format.minutes(10) })} · ${t("agenda.tight")}`,
  );
  // The first stop is done: the next is the second, and the day's own order is the best.
  const [way, ...others] = pressables(t("agenda.go", { number: "2", district: "Maadi" }));
  expect(way?.getAttribute("href")).toContain("30.08,31");
  expect(others).toEqual([]);
  expect(screen.getAllByText(t("agenda.best"))).toHaveLength(1);
  expect(Array.from(document.querySelectorAll("ol > li > span"), (one) => one.textContent)).toEqual([
    "2",
    "3",
    "1",
  ]);
  expect(all).toContain(t("agenda.again", { count: 2 }));
  expect(document.querySelectorAll('a[href^="/work/jobs/"]')).toHaveLength(3);
});

/** Each addition on the screen, line by line. */
const sums = () =>
  Array.from(document.querySelectorAll("dl"), (list) =>
    Array.from(list.querySelectorAll("dt"), (name) => [
      name.textContent,
      name.nextElementSibling?.textContent,
    ]),
  );

test("what was earned and what is owed, by week and by job", async () => {
  answer(`GET ${ME}/earnings`, {
    balance: {
      balance: pounds(-90),
      owed: pounds(90),
      payable: pounds(0),
      reserved: pounds(30),
      held: pounds(40),
      hardLimit: pounds(600),
      debt: "soft",
      text: words("Pay by Thursday"),
    },
    weeks: [
      {
        startsOn: "2026-02-28",
        jobs: 3,
        work: pounds(468),
        earnings: pounds(400),
        parts: pounds(0),
        fees: pounds(25),
        collectedInCash: pounds(450),
        commission: pounds(60),
        taxes: pounds(8),
      },
    ],
    items: [
      {
        bookingId: "b1",
        bookingNumber: "K7Q2M",
        serviceName: words("Tap repair"),
        settledAt: AT,
        method: "cash",
        work: pounds(150),
        earnings: pounds(127),
        commission: pounds(20),
        taxes: pounds(3),
        parts: pounds(60),
        collectedInCash: pounds(210),
        balanceChange: pounds(-23),
      },
    ],
  });
  const { unmount } = show(<Earnings />);
  await screen.findByText(t("earn.owed"));
  // Said once, where it warns.
  screen.getByText("Pay by Thursday");
  const alert = screen.getByRole("alert");
  within(alert).getByText("Pay by Thursday");
  expect(document.body.textContent).toContain(`${t("earn.net")}${format.money(pounds(400))}`);
  expect(sums()).toEqual([
    [
      [t("earn.held"), format.money(pounds(40))],
      [t("earn.stops_at"), format.money(pounds(600))],
    ],
    [
      [t("earn.work"), format.money(pounds(468))],
      [t("earn.commission"), format.money(pounds(-60))],
      [t("earn.taxes"), format.money(pounds(-8))],
      [t("earn.net"), format.money(pounds(400))],
      [t("earn.fees"), format.money(pounds(25))],
      [t("earn.cash"), format.money(pounds(-450))],
      [t("earn.change"), format.money(pounds(-25))],
    ],
    [
      [t("earn.work"), format.money(pounds(150))],
      [t("earn.commission"), format.money(pounds(-20))],
      [t("earn.taxes"), format.money(pounds(-3))],
      [t("earn.net"), format.money(pounds(127))],
      [t("earn.parts"), format.money(pounds(60))],
      [t("earn.cash"), format.money(pounds(-210))],
      [t("earn.change"), format.money(pounds(-23))],
    ],
  ]);
  screen.getByText("K7Q2M");
  unmount();
  answer(`GET ${ME}/earnings`, {
    balance: {
      balance: pounds(70),
      owed: pounds(0),
      payable: pounds(50),
      reserved: pounds(20),
      held: pounds(0),
      hardLimit: pounds(600),
      debt: "clear",
      text: words("Paid on Sunday"),
    },
    weeks: [],
    items: [],
  });
  show(<Earnings />);
  await screen.findByText(t("earn.none"));
  screen.getByText(t("earn.payable"));
  expect(sums()).toEqual([
    [
      [t("earn.balance"), format.money(pounds(70))],
      [t("earn.reserved"), format.money(pounds(-20))],
    ],
  ]);
  expect(screen.queryByRole("alert")).toBeNull();
});
