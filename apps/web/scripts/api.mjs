/**
 * Generates src/generated from docs/openapi.json: one file a surface, so that a customer's phone
 * does not load what operators call. `--check` only says whether the committed files still fit.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { generateEndpoints } from "@rtk-query/codegen-openapi";

/** What somebody needs from the landing page to a confirmed booking. */
const guest = [
  "listCategories",
  "listServices",
  "getService",
  "getZoneAt",
  "createQuote",
  "getQuote",
  "requestCode",
  "verifyCode",
  "logIn",
  "logOut",
  "getMe",
  "updateMe",
  "getProvider",
  "listPaymentMethods",
  "createBooking",
  "listAddresses",
  "getAddress",
  "addAddress",
];

/** What belongs to a visit, an account and its money. */
const visit = [
  "getBooking",
  "listBookings",
  "listEstimates",
  "listChangeOrders",
  "previewBookingCancellation",
  "cancelBooking",
  "payBooking",
  "approveEstimate",
  "declineEstimate",
  "approveChangeOrder",
  "declineChangeOrder",
  "getReceipt",
  "createRating",
  "listBookingRatings",
  "listPendingRatings",
  "rescheduleBooking",
  "acceptBookingReschedule",
  "declineBookingReschedule",
  "disputeBooking",
  "searchAgain",
  "confirmBookingWork",
  "trackBooking",
  "getBookingHistory",
  "listProviderRatings",
  "listNotifications",
  "readAllNotifications",
  "readNotification",
  "getWallet",
  "listWalletEntries",
  "listPayments",
  "removeAddress",
  "replaceAddress",
  "listSessions",
  "endSession",
  "changePassword",
  "logOutEverywhere",
];

/** What technicians call. */
const desk = [
  "getMyProvider",
  "applyAsProvider",
  "changeMyProvider",
  "getMyAreas",
  "setMyAreas",
  "setMyAvailability",
  "getMyChecklist",
  "listMyDocuments",
  "submitApplication",
  "getMyEarnings",
  "listMyExceptions",
  "addMyException",
  "removeMyException",
  "getMyHours",
  "setMyHours",
  "getMyServices",
  "setMyServices",
  "getMyStatement",
  "appealDecision",
  "listOffers",
  "acceptOffer",
  "declineOffer",
  "reportLocation",
  "startJourney",
  "arriveAtBooking",
  "startBooking",
  "proposeEstimate",
  "withdrawEstimate",
  "proposeChangeOrder",
  "withdrawChangeOrder",
  "completeBooking",
  "pauseBooking",
  "resumeBooking",
  "reportBookingNoShow",
  "replyToRating",
  "addBookingPhoto",
  "getAgenda",
  "listSearches",
];

/** Times that can be kept, and holding one while ordering. */
const slots = ["listSlots", "holdSlot", "releaseSlot"];

/** Conversations, of both sides. */
const talk = [
  "listConversations",
  "openSupportConversation",
  "readConversation",
  "listConversationMessages",
  "noteConversationReceipt",
];

/** What keeps a visit safe and right: sharing it, calling for help, complaints, warranty. */
const care = [
  "listShareLinks",
  "createShareLink",
  "revokeShareLink",
  "showSharedJourney",
  "raiseSos",
  "showOwnSos",
  "getBookingDispute",
  "addDisputeEvidence",
  "proposeDisputeSettlement",
  "acceptDisputeProposal",
  "declineDisputeProposal",
  "listBookingWarrantyClaims",
  "claimBookingWarranty",
];

/** What somebody keeps: plans, people, privacy, devices, what to be told how. */
const mine = [
  "listPlans",
  "createPlan",
  "getPlan",
  "endPlan",
  "changePlan",
  "skipPlanVisit",
  "listFavourites",
  "addFavourite",
  "removeFavourite",
  "listBlocks",
  "addBlock",
  "removeBlock",
  "getConsents",
  "setConsents",
  "getDeletion",
  "requestDeletion",
  "cancelDeletion",
  "requestExport",
  "listExports",
  "listDevices",
  "addDevice",
  "removeDevice",
  "readPushKey",
  "readNotificationPreferences",
  "changeNotificationPreferences",
];

const surfaces = {
  guest,
  slots,
  visit,
  talk,
  care,
  mine,
  desk,
  ops: (_name, { path }) => path.startsWith("/api/v1/admin") || path === "/api/v1/zones",
};

const web = resolve(fileURLToPath(import.meta.url), "../..");
const out = join(web, "src/generated");
const check = process.argv.includes("--check");

/** The document, with what the generator can't read put right. */
function readable() {
  const text = readFileSync(join(web, "../../docs/openapi.json"), "utf8");
  const document = JSON.parse(text);
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    document.components.schemas[name] ??= { type: "string" };
  }
  // The client adds these itself: a key for every POST, the CSRF token where cookies count.
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) {
      if (!operation.parameters) continue;
      operation.parameters = operation.parameters.filter((p) => p.in !== "header" && p.in !== "cookie");
    }
  }
  return document;
}

const folder = mkdtempSync(join(tmpdir(), "osta-api-"));
try {
  const schemaFile = join(folder, "openapi.json");
  writeFileSync(schemaFile, JSON.stringify(readable()));
  const apiFile = relative(process.cwd(), join(web, "src/shared/api/empty.ts"));
  for (const [name, filterEndpoints] of Object.entries(surfaces)) {
    const made = await generateEndpoints({
      schemaFile,
      apiFile,
      apiImport: "api",
      exportName: `${name}Api`,
      hooks: true,
      filterEndpoints,
    });
    const text = made
      .replace(/from "[^"]*\/empty"/, 'from "@/shared/api/empty"')
      .replace(/ {2}overrideExisting: false,?\n/, "");
    writeFileSync(
      join(folder, `${name}.ts`),
      `// Generated from docs/openapi.json by \`npm run api\`. Never edited.\n${text}`,
    );
  }
  execFileSync(
    join(web, "node_modules/.bin/biome"),
    [
      "format",
      "--write",
      "--vcs-enabled=false",
      `--config-path=${web}`,
      ...Object.keys(surfaces).map((n) => join(folder, `${n}.ts`)),
    ],
    { stdio: "ignore", cwd: folder },
  );
  for (const name of Object.keys(surfaces)) {
    const [now, made] = [join(out, `${name}.ts`), join(folder, `${name}.ts`)].map((f) => {
      try {
        return readFileSync(f, "utf8");
      } catch {
        return "";
      }
    });
    if (now === made) continue;
    if (check) {
      console.error(`src/generated/${name}.ts does not fit docs/openapi.json: run npm run api`);
      process.exitCode = 1;
    } else {
      mkdirSync(out, { recursive: true });
      writeFileSync(join(out, `${name}.ts`), made);
    }
  }
  if (!check) console.log(readdirSync(out).join(" "));
} finally {
  rmSync(folder, { recursive: true });
}
