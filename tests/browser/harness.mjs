// What a flow needs: a page of its own in the shared browser, signed in as a role, watched for errors.
//
//   flow("the supervisor sees what is due", async ({ page, signIn }) => {
//     await signIn("supervisor");
//     …
//   });
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { startMakegood } from "./program.mjs";

const FLOW_MILLISECONDS = 60_000;
const JOURNEY_MILLISECONDS = 240_000;
const WAIT_MILLISECONDS = 10_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FAILURES = join(import.meta.dirname, "failures");

/** A desk in an outlet, and the smallest phone we serve. */
export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 360, height: 740 };

let shared;

/** The program and the browser, started by the first flow that needs them. */
function start() {
  shared ??= (async () => {
    const makegood = await startMakegood();
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    });
    return { makegood, browser };
  })();
  return shared;
}

/** Ends what `start` started; run.test.mjs calls it last. */
export async function stopAll() {
  const started = await shared?.catch(() => undefined);
  await started?.browser.close();
  await started?.makegood.stop();
}

/**
 * One flow. It fails on any error in the console, uncaught exception or answer of 500 and above, and leaves a
 * picture of its last page in failures/. `options.viewport` is DESK unless told; `options.expected` lists
 * patterns of console errors that belong to the flow, such as the browser's own line about a 422.
 */
export function flow(name, body, options = {}) {
  test(name, { timeout: FLOW_MILLISECONDS }, async () => {
    const { makegood, browser } = await start();
    const context = await browser.newContext({
      baseURL: makegood.address,
      viewport: options.viewport ?? DESK,
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      colorScheme: "light",
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(WAIT_MILLISECONDS);
    const page = await context.newPage();
    const errors = watch(page);
    try {
      await body({ page, makegood, signIn: (role) => signIn(page, makegood, role) });
      expectNoConsoleErrors(errors, options.expected ?? []);
    } catch (error) {
      mkdirSync(FAILURES, { recursive: true });
      await page.screenshot({ path: join(FAILURES, `${name.replaceAll(/\W+/g, "-")}.png`), fullPage: true });
      throw error;
    } finally {
      await context.close();
    }
  });
}

/** Collects what a page must not do. */
function watch(page, errors = []) {
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("response", (response) => response.status() >= 500 && errors.push(`${response.status()} ${response.url()}`));
  return errors;
}

function expectNoConsoleErrors(errors, expected) {
  const surprising = errors.filter((error) => !expected.some((pattern) => pattern.test(error)));
  assert.deepEqual(surprising, [], "the page reported errors");
}

/**
 * A way through several desks: a program of its own with a clock of its own, and a page for each role in turn. Errors
 * count as in `flow`. `as(role)` gives the role's page, signed in; after `makegood.restart` everybody signs in again.
 */
export function journey(name, settings, body) {
  test(name, { timeout: JOURNEY_MILLISECONDS }, async () => {
    const { browser } = await start();
    const makegood = await startMakegood(settings);
    const errors = [];
    const contexts = [];
    let page;
    const as = async (role, viewport = DESK) => {
      const context = await browser.newContext({
        baseURL: makegood.address,
        viewport,
        locale: "zh-CN",
        timezoneId: "Asia/Shanghai",
      });
      contexts.push(context);
      context.setDefaultTimeout(WAIT_MILLISECONDS);
      page = await context.newPage();
      watch(page, errors);
      await signIn(page, makegood, role);
      return page;
    };
    try {
      await body({ as, makegood });
      expectNoConsoleErrors(errors, []);
    } catch (error) {
      mkdirSync(FAILURES, { recursive: true });
      await page?.screenshot({ path: join(FAILURES, `${name.replaceAll(/\W+/g, "-")}.png`), fullPage: true });
      throw error;
    } finally {
      await Promise.all(contexts.map((context) => context.close()));
      await makegood.stop();
    }
  });
}

/** Fills the form of a step and sends it. */
export async function take(page, step, fields = {}) {
  const form = page.locator(`form[action$="${step}"]`).first();
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`);
    const isChoice = await field.evaluate((element) => element.tagName === "SELECT");
    await (isChoice ? field.selectOption(value) : field.fill(value));
  }
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await form.locator("button:not([type=button])").first().click();
  const answer = await answered;
  await page.waitForLoadState();
  assert.ok(answer.status() < 400, `${step} answered ${answer.status()}: ${await alertOn(page)}`);
}

async function alertOn(page) {
  const alert = page.locator("[role=alert]").first();
  return (await alert.count()) > 0 ? (await alert.textContent()).trim() : "";
}

/** Signs in through the page, as a person does. */
export async function signIn(page, makegood, role) {
  const login = makegood.logins.get(role);
  assert.ok(login, `the demo prints no login for ${role}`);
  await page.goto("/sign-in");
  await page.fill("[name=login]", login.login);
  await page.fill("[name=password]", login.password);
  await page.press("[name=password]", "Enter");
  await page.waitForURL((address) => address.pathname !== "/sign-in");
}

/** No violation of WCAG 2.1 AA that a program can find: contrast, names, structure. */
export async function expectAccessible(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa"] }));
  const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  assert.deepEqual(violations, [], "someone cannot read or reach this");
}

/** Nothing sticks out at the right of the page. */
export async function expectFits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `the page is ${over} px wider than the window`);
}
