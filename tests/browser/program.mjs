// The program under test: builds a small demo network in a folder of its own, then serves it on a free port.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);
const BUILD_MILLISECONDS = 180_000;
const START_MILLISECONDS = 30_000;
const STOP_MILLISECONDS = 10_000;

/** One login per role, as `makegood demo` prints them: `role  login  password  （role, name）`, a line each. */
const LOGIN = /^(agent|supervisor|auditor|marketing_manager|finance|provider_manager|provider_clerk|technician|administrator)\s+(\S+)\s+(\S+)(?:\s+（.*，(.+)）)?\s*$/;

/** The demo that most flows share. */
const SHARED = { orders: 200, units: 500 };

function readLogins(output) {
  const logins = new Map();
  for (const line of output.split("\n")) {
    const found = LOGIN.exec(line);
    if (found) logins.set(found[1], { login: found[2], password: found[3], name: found[4] });
  }
  return logins;
}

/**
 * Builds a demo network and serves it; answers with its address, its logins, how to restart it at another instant
 * and how to stop it. `now` is the instant the program takes it to be; the system's clock when left out.
 */
export async function startMakegood({ orders, units, now } = SHARED) {
  const program = process.env.MAKEGOOD_PROGRAM;
  if (!program) throw new Error("MAKEGOOD_PROGRAM names the built program; `cargo xtask browser` sets it");
  const data = await mkdtemp(join(tmpdir(), "makegood-flows-"));
  const makegood = { address: "", logins: new Map() };
  let server;
  const serve = async (instant) => {
    const at = instant ? ["--now", instant] : [];
    server = spawn(program, ["serve", "--data", data, "--listen", "127.0.0.1:0", ...at], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, RUST_LOG: "warn" },
    });
    makegood.address = await listening(server);
  };
  makegood.restart = async (instant) => {
    await end(server);
    await serve(instant);
  };
  makegood.stop = async () => {
    if (server) await end(server);
    await rm(data, { recursive: true, force: true });
  };
  try {
    makegood.logins = await buildDemo(program, data, { orders, units, now });
    await serve(now);
    return makegood;
  } catch (error) {
    await makegood.stop();
    throw error;
  }
}

async function buildDemo(program, data, { orders, units, now }) {
  const size = ["--orders", `${orders}`, "--units", `${units}`, "--seed", "7", ...(now ? ["--now", now] : [])];
  const built = await run(program, ["demo", ...size, "--data", data, "--no-serve"], { timeout: BUILD_MILLISECONDS });
  const logins = readLogins(built.stdout);
  if (logins.size === 0) throw new Error(`\`makegood demo\` printed no logins:\n${built.stdout}`);
  return logins;
}

/** Asks a process to end, and ends it when it does not. */
async function end(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  const forced = setTimeout(() => server.kill("SIGKILL"), STOP_MILLISECONDS);
  await ended;
  clearTimeout(forced);
}

/** The address in the line `listening on http://…`. */
function listening(server) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error("`makegood serve` did not say where it listens")),
      START_MILLISECONDS,
    );
    late.unref();
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`\`makegood serve\` ended with ${code}`)));
    createInterface({ input: server.stdout }).on("line", (line) => {
      const found = /listening on (http:\/\/\S+)/.exec(line);
      if (found) resolve(found[1].replace(/\/$/, ""));
    });
  });
}
