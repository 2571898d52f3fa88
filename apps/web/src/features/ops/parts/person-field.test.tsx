import { waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, test } from "vitest";
import {
  answer,
  choose,
  field,
  fill,
  lastTo,
  logIn,
  offered,
  press,
  sentTo,
  show,
  t,
} from "@/testing/screen";
import { PersonField } from "./person-field";

const ID = "0199e000-0000-7000-8000-000000000001";
const PROVIDERS = "GET /api/v1/admin/providers";
const USERS = "GET /api/v1/admin/users";

function Form({ who }: { who: "technician" | "customer" }) {
  const [id, setId] = useState("");
  return (
    <>
      <PersonField who={who} name="whom" label="Whom" value={id} set={setId} />
      <output>{id}</output>
    </>
  );
}
const chosen = () => document.querySelector("output")?.textContent;

beforeEach(() => {
  logIn("admin");
  answer(PROVIDERS, {
    items: [
      { id: "t1", firstName: "Amr", lastName: "Said", verification: "verified" },
      { id: "t2", firstName: "Amr", lastName: "Said", verification: "suspended" },
    ],
  });
  answer(USERS, { items: [{ id: "u1", firstName: "Nour", lastName: "Aly", phoneMasked: "010••••0001" }] });
});

test("a technician by name: two of one name are told apart, and the choice can be undone", async () => {
  show(<Form who="technician" />);
  await choose("whom", "amr", t("verification.suspended"));
  await waitFor(() => expect(chosen()).toBe("t2"));
  expect(lastTo(PROVIDERS).query).toMatchObject({ q: "amr", limit: "20" });
  expect(field("whom").value).toBe("Amr Said");
  await press(t("person.clear"));
  expect(chosen()).toBe("");
});

test("by phone, in either digits; what was typed is asked for once it stands still", async () => {
  show(<Form who="technician" />);
  await fill("whom", "٠١٠");
  await fill("whom", "٠١٠٠٠٠٠٠٠٠١");
  await waitFor(() => expect(offered()).toEqual(["Nour Aly010••••0001"]));
  expect(sentTo(PROVIDERS)).toEqual([]);
  expect(lastTo(USERS).query).toMatchObject({ phone: "٠١٠٠٠٠٠٠٠٠١", role: "service_provider" });
});

test("a customer by phone or id, and never by name", async () => {
  answer(`${USERS}/*`, { id: ID, firstName: "Hoda", lastName: "Adel" });
  show(<Form who="customer" />);
  await fill("whom", "hoda");
  await fill("whom", "0100 000 0001");
  await waitFor(() => expect(offered()).toEqual(["Nour Aly010••••0001"]));
  expect(lastTo(USERS).query.role).toBe("customer");
  expect(sentTo(PROVIDERS)).toEqual([]);
  await choose("whom", ID, "Hoda Adel");
  await waitFor(() => expect(chosen()).toBe(ID));
  expect(field("whom").value).toBe("Hoda Adel");
});
