// Asks for new messages every second and puts them on top. Text only ever becomes text.
"use strict";

const ar = document.documentElement.lang === "ar";
const words = ar
  ? {
      sms: "SMS", email: "بريد", from: "من", copy: "نسخ", copied: "تم النسخ", code: "رمز الدخول",
      html: "عرض البريد كما يراه صاحبه", parts: (n) => (n === 1 ? "جزء واحد" : n === 2 ? "جزآن" : `${n} أجزاء`),
    }
  : {
      sms: "SMS", email: "Mail", from: "From", copy: "Copy", copied: "Copied", code: "Code",
      html: "Show the mail as its reader sees it", parts: (n) => (n === 1 ? "1 part" : `${n} parts`),
    };
const clock = new Intl.DateTimeFormat(ar ? "ar-EG-u-nu-latn" : "en-GB", {
  hour: "numeric", minute: "2-digit", second: "2-digit", timeZone: "Africa/Cairo",
});
const MOST = 200;
const byId = (id) => document.getElementById(id);
const [list, empty, lost, search] = ["list", "empty", "lost", "to"].map(byId);
let latest = 0;
let channel = "";
let asked = 0;

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function isolated(tag, className, text) {
  const made = element(tag, className, text);
  made.dir = "auto";
  return made;
}

function codeRow(code) {
  const row = element("div", "code-row");
  const shown = element("span", "code", code);
  shown.setAttribute("aria-label", `${words.code} ${[...code].join(" ")}`);
  shown.setAttribute("role", "text");
  const copy = element("button", "copy", words.copy);
  copy.type = "button";
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
      copy.textContent = words.copied;
    } catch {
      getSelection().selectAllChildren(shown);
    }
    setTimeout(() => (copy.textContent = words.copy), 1500);
  });
  row.append(shown, copy);
  return row;
}

function asSent(message) {
  const details = element("details");
  details.append(element("summary", "", words.html));
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector("iframe")) return;
    const frame = element("iframe");
    frame.setAttribute("sandbox", "allow-popups");
    frame.title = message.subject || words.email;
    frame.src = `/mail/${message.id}`;
    details.append(frame);
  });
  return details;
}

function card(message, isNew) {
  const made = element("li", `card is-${message.channel}${isNew ? " is-new" : ""}`);
  const meta = element("div", "meta");
  const time = element("time", "", clock.format(new Date(message.receivedAt)));
  time.dateTime = message.receivedAt;
  const to = element("bdi", "to", message.to);
  to.dir = "ltr";
  meta.append(element("span", "badge", words[message.channel]), to, time);
  made.append(meta);
  if (message.subject) made.append(isolated("h2", "subject", message.subject));
  if (message.code) made.append(codeRow(message.code));
  made.append(isolated("p", "text", message.text.trim()));
  const small = element("p", "small");
  if (message.channel === "sms") {
    small.textContent = `${message.encoding} · ${words.parts(message.parts)}`;
  } else {
    small.append(`${words.from} `, element("bdi", "", message.from));
  }
  made.append(small);
  if (message.hasHtml) made.append(asSent(message));
  return made;
}

function startOver() {
  latest = 0;
  asked += 1;
  list.replaceChildren();
  return refresh(true);
}

async function refresh(isFirst) {
  const mine = asked;
  const query = new URLSearchParams({ since: latest, to: search.value.trim() });
  let answer;
  try {
    const response = await fetch(`/messages?${query}`, { cache: "no-store" });
    if (!response.ok) throw new Error(response.statusText);
    answer = await response.json();
  } catch {
    lost.hidden = false;
    return;
  }
  if (mine !== asked) return;
  lost.hidden = true;
  if (answer.latest < latest) return startOver();
  const fresh = answer.items.filter((message) => message.id > latest);
  latest = Math.max(latest, answer.latest, ...fresh.map((message) => message.id));
  const wanted = fresh.filter((message) => !channel || message.channel === channel);
  list.prepend(...wanted.slice(0, MOST).map((message) => card(message, !isFirst)));
  while (list.childElementCount > MOST) list.lastElementChild.remove();
  empty.hidden = list.childElementCount > 0;
}

for (const chip of document.querySelectorAll(".chip")) {
  chip.addEventListener("click", () => {
    channel = chip.dataset.channel;
    for (const other of document.querySelectorAll(".chip")) {
      other.setAttribute("aria-pressed", String(other === chip));
    }
    startOver();
  });
}
byId("tools").addEventListener("submit", (event) => event.preventDefault());
search.addEventListener("input", startOver);
byId("clear").addEventListener("click", async () => {
  await fetch("/messages", { method: "DELETE" });
  startOver();
});
search.value = new URLSearchParams(location.search).get("to") || "";

async function forever() {
  if (!document.hidden) await refresh(false);
  setTimeout(forever, 1000);
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh(false);
});
startOver().then(() => setTimeout(forever, 1000));
