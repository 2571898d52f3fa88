import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { noPhoto, pdf, photo } from "@/testing/picture";
import {
  address,
  answer,
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
import PaperScreen from "./paper-screen";

const ME = "/api/v1/providers/me";
const DOCUMENTS = `${ME}/documents`;
const item = (more: object) => ({
  step: "document",
  kind: "criminal_record",
  side: "single",
  required: true,
  done: false,
  name: { ar: "صحيفة", en: "Criminal record" },
  ...more,
});
const at = (path: string) => ({ at: `/work/setup/papers/${path}`, route: "/work/setup/papers/:kind/:side?" });

const choose = (which: "camera" | "file", file: File) =>
  fireEvent.change(screen.getByTestId(which), { target: { files: [file] } });

beforeEach(() => {
  logIn("service_provider");
  answer(`GET ${ME}/checklist`, { verification: "applied", items: [item({ needsExpiry: true })] });
});

test("a paper that ends needs its day; what the server says stands there; another try after a refusal is another one", async () => {
  show(<PaperScreen />, at("criminal_record"));
  await screen.findByRole("heading", { name: "Criminal record" });
  expect(pressables(t("paper.send"))).toEqual([]);
  choose("file", noPhoto());
  await screen.findByText(t("file.unreadable"));
  expect(pressables(t("paper.send")), "nothing is there to be sent").toEqual([]);
  choose("file", pdf("record.pdf"));
  await screen.findByText(t("paper.document"));
  expect(isOpen(t("paper.send"))).toBe(false);
  fireEvent.change(screen.getByLabelText(t("paper.until")), { target: { value: "2027-01-01" } });
  answer(
    `POST ${DOCUMENTS}`,
    refusal(422, "validation", "Check it.", [
      { field: "expiresOn", message: "Three months at most." },
      { field: "file", message: "It cannot be read." },
    ]),
  );
  await press(t("paper.send"));
  await screen.findByText("Three months at most.");
  screen.getByText("It cannot be read.");
  answer(`POST ${DOCUMENTS}`, () => Promise.reject(new TypeError("network")));
  await press(t("paper.send"));
  await screen.findByText(t("paper.lost"));
  answer(`POST ${DOCUMENTS}`, { id: "d1" });
  await press(t("act.retry"));
  await waitFor(() => expect(address()).toBe("/work/setup"));
  await screen.findByText(t("paper.sent"));
  const [refused, lost, taken] = sentTo(`POST ${DOCUMENTS}`);
  expect(lost?.key, "another body, another key").not.toBe(refused?.key);
  expect(taken?.key, "after a lost connection it is the same").toBe(lost?.key);
  expect(lastTo(`POST ${DOCUMENTS}`).body).toMatchObject({
    kind: "criminal_record",
    side: "single",
    expiresOn: "2027-01-01",
  });
});

test("a face is photographed with the camera at the front, and seen before it is sent", async () => {
  answer(`GET ${ME}/checklist`, {
    verification: "applied",
    items: [
      item({
        kind: "selfie",
        name: { ar: "صورة", en: "Selfie" },
        state: "rejected",
        note: "Too dark",
        documentId: "d0",
      }),
    ],
  });
  answer(`GET ${DOCUMENTS}/d0/content`, () => new Response("picture"));
  show(<PaperScreen />, at("selfie"));
  await screen.findByText("Too dark");
  const before = await screen.findByRole("img", { name: t("paper.preview") });
  fireEvent.error(before);
  await waitFor(() => expect(screen.queryByRole("img")).toBeNull());
  expect(screen.getByTestId("camera").getAttribute("capture")).toBe("user");
  expect(screen.getByTestId("file").getAttribute("accept"), "a face is no document").toBe("image/*");
  choose("file", pdf("me.pdf"));
  await screen.findByText(t("file.no_photo"));
  choose("camera", photo("me.jpg"));
  await screen.findByRole("img", { name: t("paper.preview") });
  fireEvent.change(screen.getByTestId("camera"), { target: { files: [] } });
  answer(`POST ${DOCUMENTS}`, refusal(413, "upload.too_big", "The picture is too big."));
  await press(t("paper.send"));
  await screen.findByText("The picture is too big.");
});

test("a paper that nobody asks for, and a list that cannot be had", async () => {
  answer(`GET ${ME}/checklist`, refusal(503, "away", "Try again soon."));
  show(<PaperScreen />, at("tax_card"));
  await screen.findByText("Try again soon.");
  answer(`GET ${ME}/checklist`, { verification: "applied", items: [] });
  await press(t("act.retry"));
  await screen.findByText(t("paper.not_needed"));
});
