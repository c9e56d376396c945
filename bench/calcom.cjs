// Cal.com's date-range and slot functions, as their npm package publishes them: reads calendars, then answers each line with the
// milliseconds of one round over all of them. `node calcom.cjs FOLDER` where FOLDER/node_modules has the packages.
//
// The functions that find ranges stand in a file of their own; `getSlots` is declared in slots.cjs, which keeps it to itself. So the
// files are run as published, this one with one more line that hands the function out. What they load besides (mail, Prisma, tRPC) is no
// part of the functions, and the packages that would bring it were never published: in its place stands an object that answers anything
// and does nothing.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const vm = require("node:vm");
const { createRequire } = require("node:module");

const dist = path.join(path.resolve(process.argv[2]), "node_modules", "@calcom", "platform-libraries", "dist");
const installed = createRequire(path.join(dist, "slots.cjs"));
const USED = ["date-ranges-", "index-"]; // ranges; their dayjs with its plugins, and dates

const nothing = new Proxy(function () {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => "" : nothing),
  apply: () => nothing,
  construct: () => nothing,
});

function published(file, also = "") {
  const exported = {};
  const source = fs.readFileSync(path.join(dist, file), "utf8");
  const run = vm.compileFunction(`${source}\n${also}`, ["require", "exports"], { filename: path.join(dist, file) });
  run(load, exported);
  return exported;
}

const loaded = new Map();
function load(name) {
  if (/^dayjs(\/|$)/.test(name)) return installed(name);
  if (!USED.some((start) => name.startsWith(`./${start}`))) return nothing;
  if (!loaded.has(name)) loaded.set(name, published(name));
  return loaded.get(name);
}

const file = fs.readdirSync(dist).find((name) => /^date-ranges-.*\.cjs$/.test(name));
const { getSlots } = published("slots.cjs", "exports.getSlots = getSlots;");
const { buildDateRanges, subtract } = load(`./${file}`);
const dayjs = installed("dayjs");

const clock = (minute) => new Date(Date.UTC(1970, 0, 1, 0, minute));

// What the functions take for one professional, made before anything is timed.
function prepared(calendar, person) {
  return {
    zone: person.zone,
    availability: [
      ...person.weekly.map(([days, start, end]) => ({ days, startTime: clock(start), endTime: clock(end) })),
      ...person.overrides.map(([on, start, end]) => ({
        date: new Date(`${on}T00:00:00Z`),
        startTime: clock(start),
        endTime: clock(end),
      })),
    ],
    // Where Cal.com reads bookings it widens them by both buffers; these functions are given them so.
    busy: person.busy.map(([start, end]) => ({
      start: dayjs((start - calendar.after) * 1000),
      end: dayjs((end + calendar.before) * 1000),
    })),
    dateFrom: dayjs.utc(calendar.since * 1000),
    dateTo: dayjs.utc(calendar.until * 1000),
    inviteeDate: dayjs.utc(calendar.since * 1000).tz(person.zone),
  };
}

function slots(calendar, person) {
  const { dateRanges } = buildDateRanges({
    availability: person.availability,
    timeZone: person.zone,
    dateFrom: person.dateFrom,
    dateTo: person.dateTo,
    travelSchedules: [],
    outOfOffice: undefined,
  });
  return getSlots({
    inviteeDate: person.inviteeDate,
    frequency: calendar.step / 60,
    eventLength: calendar.duration / 60,
    minimumBookingNotice: (calendar.not_before * 1000 - Date.now()) / 60000,
    dateRanges: subtract(dateRanges, person.busy),
  });
}

let calendar = null;
let people = [];
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  let answer;
  if (calendar === null) {
    calendar = JSON.parse(line);
    people = calendar.people.map((person) => prepared(calendar, person));
    answer = people.map((person) => slots(calendar, person).map((slot) => slot.time.valueOf() / 1000));
  } else {
    const begun = performance.now();
    for (const person of people) slots(calendar, person);
    answer = performance.now() - begun;
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
