// graphile-worker in library mode, over jobs that are in its tables already: `node run.mjs FOLDER` where FOLDER/node_modules has it.
//
// The first line tells how it is set and where the database is, and is answered when its tables are there. Each further line is the
// number of jobs that wait, answered with the milliseconds from the first job's call until all of them had left the tables.
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import { pathToFileURL } from "node:url";

const installed = createRequire(path.join(path.resolve(process.argv[2]), "package.json"));
const { Logger, run, runMigrations } = await import(pathToFileURL(installed.resolve("graphile-worker")).href);
const { Pool } = installed("pg");

const logger = new Logger(() => () => {});
let pool = null;
let worker = null;

async function ready({ address, slots, batch, poll }) {
  pool = new Pool({ connectionString: address, max: slots + 1, idleTimeoutMillis: 0 });
  for (const what of ["error", "connect"]) pool.on(what, () => {}); // it warns of a pool without
  worker = {
    concurrentJobs: slots,
    maxPoolSize: slots + 1,
    pollInterval: poll,
    ...(batch && { localQueue: { size: batch }, completeJobBatchDelay: 0, failJobBatchDelay: 0 }),
  };
  await runMigrations({ pgPool: pool, logger });
  return null;
}

async function work(jobs) {
  let done = 0;
  let begun = 0;
  let finished;
  const all = new Promise((resolve) => (finished = resolve));
  const nothing = async () => {
    if (done === 0) begun = performance.now();
    done += 1;
    if (done === jobs) finished();
  };
  const runner = await run({
    pgPool: pool,
    logger,
    noHandleSignals: true,
    parsedCronItems: [],
    preset: { worker },
    taskList: { nothing },
  });
  await all;
  await runner.stop(); // what was done is written by then
  return performance.now() - begun;
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(worker === null ? await ready(asked) : await work(asked))}\n`);
}
