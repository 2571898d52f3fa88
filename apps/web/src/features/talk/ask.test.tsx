import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { address, answer, fill, isOpen, logIn, press, refusal, sentTo, show, t } from "@/testing/screen";
import AskSupport from "./ask";

const AT = { at: "/talk/new?booking=b1", route: "/talk/new" };

beforeEach(() => {
  logIn("customer");
});

test("a question is asked once, outlives a reload, and its complaints stand at their fields", async () => {
  const { unmount } = show(<AskSupport />, AT);
  await screen.findByText(t("talk.about_booking"));
  expect(isOpen(t("talk.send"))).toBe(false);
  await fill(t("talk.subject"), "The bill ");
  unmount();
  show(<AskSupport />, AT);
  expect(screen.getByLabelText<HTMLInputElement>(t("talk.subject")).value).toBe("The bill ");
  await fill(t("talk.question"), "It did not come");
  answer(
    "POST /api/v1/conversations",
    refusal(422, "validation", "Check it.", [
      { field: "subject", message: "A little shorter." },
      { field: "text", message: "A little longer." },
    ]),
  );
  await press(t("talk.send"));
  await screen.findByText("A little longer.");
  await screen.findAllByText("A little shorter.");
  answer("POST /api/v1/conversations", { id: "c1" });
  await waitFor(() => expect(isOpen(t("talk.send"))).toBe(true));
  await press(t("talk.send"));
  await waitFor(() => expect(address()).toBe("/talk/c1"));
  const [first, second] = sentTo("POST /api/v1/conversations").map(({ body }) => body as { id: string });
  expect(second).toMatchObject({ subject: "The bill", text: "It did not come", bookingId: "b1" });
  expect(second?.id, "a double tap or a reload asks once").toBe(first?.id);
  expect(JSON.stringify(sessionStorage)).not.toContain("It did not come");
});
