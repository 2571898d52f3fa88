import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { useListNotificationsQuery, visitApi } from "@/generated/visit";
import { More } from "@/shared/ui/more";
import { answer, lastTo, logIn, press, pressables, refusal, type Sent, show, t } from "@/testing/screen";
import { useMore } from "./use-more";

const LIST = "GET /api/v1/notifications";
const ASKED = { limit: 2 };

/** A list as the screens have it; "fresh" stands for what makes them ask for the first page again. */
function List() {
  const { data, refetch } = useListNotificationsQuery(ASKED);
  const list = useMore(visitApi.endpoints.listNotifications, ASKED, data, (one) => one.id);
  return (
    <>
      {list.items.map((one) => (
        <li key={one.id}>{one.id}</li>
      ))}
      <button type="button" onClick={() => void refetch()}>
        fresh
      </button>
      {data && <More list={list} />}
    </>
  );
}

/** What the server has, the newest first, and where its pages begin. */
let stored: string[] = [];
const page = ({ query }: Sent) => {
  const from = query.cursor ? stored.indexOf(query.cursor) + 1 : 0;
  const ids = stored.slice(from, from + 2);
  const more = from + 2 < stored.length;
  return { items: ids.map((id) => ({ id })), unreadCount: 0, nextCursor: more ? ids.at(-1) : null };
};
const shown = () => Array.from(document.querySelectorAll("li"), (one) => one.textContent);

beforeEach(() => {
  logIn("customer");
  stored = ["e", "d", "c", "b", "a"];
  answer(LIST, page);
});

test("page after page to the end, none twice, none lost to what came in meanwhile", async () => {
  show(<List />);
  await screen.findByText("e");
  await press(t("act.more"));
  await screen.findByText("b");
  expect(lastTo(LIST).query).toEqual({ limit: "2", cursor: "d" });
  // Two new ones push the first two off the first page.
  stored = ["g", "f", ...stored];
  await press("fresh");
  await screen.findByText("g");
  expect(shown()).toEqual(["g", "f", "e", "d", "c", "b"]);
  await press(t("act.more"));
  await screen.findByText("a");
  expect(shown()).toEqual(["g", "f", "e", "d", "c", "b", "a"]);
  expect(pressables(t("act.more"))).toEqual([]);
});

test("a page that cannot be had says so, keeps what was there, and is asked for again", async () => {
  answer(LIST, (asked: Sent) => (asked.query.cursor ? refusal(503, "away", "Try again soon.") : page(asked)));
  show(<List />);
  await screen.findByText("e");
  await press(t("act.more"));
  await screen.findByText("Try again soon.");
  expect(shown()).toEqual(["e", "d"]);
  answer(LIST, page);
  await press(t("act.retry"));
  await waitFor(() => expect(shown()).toEqual(["e", "d", "c", "b"]));
  expect(screen.queryByText("Try again soon.")).toBeNull();
});

test("a list of one page has no way on", async () => {
  stored = ["a"];
  show(<List />);
  await screen.findByText("a");
  expect(pressables(t("act.more"))).toEqual([]);
});
