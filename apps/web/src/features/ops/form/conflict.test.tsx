import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { forgetKept, keepOnlyOf } from "@/shared/lib/use-kept";
import { field, fill, press, show, t } from "@/testing/screen";
import { EditForm } from "./edit-form";
import type { FieldGroup, Values } from "./spec";

const GROUPS: FieldGroup[] = [
  {
    title: "Trade",
    fields: [
      { kind: "text", name: "title", label: "Title", required: true },
      { kind: "whole", name: "order", label: "Order" },
    ],
  },
];
const STALE = { status: 409, code: "catalog.version_conflict", title: "Changed meanwhile.", errors: [] };

beforeEach(forgetKept);

/** A form whose item somebody else renumbers before it is saved for the first time. */
function Shared({ saved }: { saved: (values: Values) => void }) {
  const [stored, setStored] = useState<Values>({ title: "Plumbing", order: "1" });
  const [first, setFirst] = useState(true);
  return (
    <EditForm
      groups={GROUPS}
      stored={stored}
      save={async (values) => {
        if (first) throw STALE;
        saved(values);
      }}
      reload={async () => {
        setFirst(false);
        setStored({ title: "Plumbing", order: "7" });
      }}
      onSaved={() => undefined}
    />
  );
}

async function meet() {
  const saved = vi.fn();
  show(<Shared saved={saved} />);
  await fill("title", "Plumbers");
  await press(t("act.save"));
  const conflict = await screen.findByTestId("conflict");
  expect(conflict.textContent).toContain("Title: Plumbing");
  expect(conflict.textContent).toContain("Order: 7");
  expect(saved).not.toHaveBeenCalled();
  return saved;
}

test("who takes what the other saved sees it, and has nothing to save", async () => {
  const saved = await meet();
  await press(t("form.take_theirs"));
  await waitFor(() => expect(screen.queryByTestId("conflict")).toBeNull());
  expect(field("title").value).toBe("Plumbing");
  expect(field("order").value).toBe("7");
  expect(saved).not.toHaveBeenCalled();
});

test("who keeps the own version saves it over the other's, knowing of it", async () => {
  const saved = await meet();
  await press(t("form.keep_mine"));
  await screen.findByText(t("form.saved"));
  expect(saved).toHaveBeenCalledExactlyOnceWith({ title: "Plumbers", order: "1" });
});

/** A form whose item the server may tell anew at any time: after a lost connection, for one. */
function Told({ saved }: { saved: (values: Values) => void }) {
  const [stored, setStored] = useState<Values>({ title: "Plumbing", order: "1" });
  return (
    <>
      <button type="button" onClick={() => setStored({ title: "Plumbing", order: "7" })}>
        told
      </button>
      <EditForm
        groups={GROUPS}
        stored={stored}
        save={async (values) => saved(values)}
        reload={async () => undefined}
        onSaved={() => undefined}
      />
    </>
  );
}

test("what is stored anew is not saved over unseen; fields that nobody touched follow it", async () => {
  const saved = vi.fn();
  show(<Told saved={saved} />);
  await press("told");
  await waitFor(() => expect(field("order").value).toBe("7"));
  expect(screen.queryByTestId("conflict")).toBeNull();
});

test("told anew while somebody writes, it is a conflict before anything is sent", async () => {
  const saved = vi.fn();
  show(<Told saved={saved} />);
  await fill("title", "Plumbers");
  await press("told");
  expect((await screen.findByTestId("conflict")).textContent).toContain("Order: 7");
  expect(field("title").value).toBe("Plumbers");
  await press(t("form.keep_mine"));
  await waitFor(() => expect(saved).toHaveBeenCalledOnce());
});

test("what was not saved is there again, until it is thrown away or saved", async () => {
  const saved = vi.fn();
  const first = show(<Told saved={saved} />);
  await fill("title", "Plumbers");
  first.unmount();
  const second = show(<Told saved={saved} />);
  await screen.findByTestId("again");
  expect(field("title").value).toBe("Plumbers");
  await press(t("form.throw_away"));
  expect(field("title").value).toBe("Plumbing");
  second.unmount();
  const third = show(<Told saved={saved} />);
  expect(screen.queryByTestId("again")).toBeNull();
  await fill("title", "Pipes");
  await press(t("act.save"));
  await waitFor(() => expect(saved).toHaveBeenCalledOnce());
  third.unmount();
  show(<Told saved={saved} />);
  expect(screen.queryByTestId("again")).toBeNull();
  expect(field("title").value).toBe("Plumbing");
});

test("what one account was writing is not there for the next", async () => {
  keepOnlyOf("one");
  const saved = vi.fn();
  const first = show(<Told saved={saved} />);
  await fill("title", "Plumbers");
  first.unmount();
  keepOnlyOf("one");
  const second = show(<Told saved={saved} />);
  expect(field("title").value).toBe("Plumbers");
  second.unmount();
  keepOnlyOf("other");
  show(<Told saved={saved} />);
  expect(field("title").value).toBe("Plumbing");
});
