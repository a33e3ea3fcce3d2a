// The way in: signing in and out, being refused, and the page before it, which everyone sees first.
import assert from "node:assert/strict";
import { PHONE, expectAccessible, expectFits, flow } from "../harness.mjs";

/** The browser's own line about an answer that is not 200; the page shows the reason. */
const REFUSED = [/status of 422/, /status of 403/, /status of 401/];

flow("a person signs in with the keyboard and signs out", async ({ page, makegood }) => {
  const { login, password } = makegood.logins.get("supervisor");
  await page.goto("/");
  await page.waitForURL("**/sign-in**");
  await page.focus("[name=login]");
  await page.keyboard.type(login);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForURL((address) => address.pathname === "/");
  assert.equal(await page.locator("nav.side a[aria-current=page]:visible").count(), 1);
  await page.click("form[action='/sign-out'] button");
  await page.waitForURL("**/sign-in**");
  await page.goto("/");
  await page.waitForURL("**/sign-in**");
});

flow(
  "a wrong password is refused with a reason and is not sent back",
  async ({ page, makegood }) => {
    const { login } = makegood.logins.get("agent");
    await page.goto("/sign-in");
    await page.fill("[name=login]", login);
    await page.fill("[name=password]", "not the password");
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await page.press("[name=password]", "Enter");
    assert.equal((await answer).status(), 422);
    await page.waitForSelector("[role=alert]");
    assert.notEqual((await page.textContent("[role=alert]")).trim(), "");
    assert.equal(await page.inputValue("[name=login]"), login);
    assert.equal(await page.inputValue("[name=password]"), "");
  },
  { expected: REFUSED },
);

flow("a form from another site is refused", async ({ page, makegood }) => {
  const login = makegood.logins.get("agent");
  const answer = await page.request.post("/sign-in", {
    form: login,
    headers: { origin: "https://elsewhere.example" },
    maxRedirects: 0,
  });
  assert.equal(answer.status(), 403);
  const home = await page.request.get("/", { maxRedirects: 0 });
  assert.notEqual(home.status(), 200, "nobody was signed in");
});

flow("the page speaks both languages and remembers which", async ({ page }) => {
  await page.goto("/sign-in");
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  await page.click("a[hreflang=en]");
  await page.waitForSelector("html[lang=en]");
  await page.reload();
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.match(await page.title(), /Makegood/);
});

flow("the dark theme is kept and comes without a flash", async ({ page }) => {
  await page.goto("/sign-in");
  const theme = () => page.getAttribute("html", "data-bs-theme");
  assert.equal(await theme(), "light");
  await page.click("[data-theme-switch]"); // light, chosen
  await page.click("[data-theme-switch]"); // dark
  assert.equal(await theme(), "dark");
  await page.reload({ waitUntil: "commit" });
  await page.waitForSelector("body", { state: "attached" });
  assert.equal(await theme(), "dark", "set before the body is there");
});

flow("the page obeys its own security policy", async ({ page }) => {
  const answer = await page.goto("/sign-in");
  const policy = answer.headers()["content-security-policy"] ?? "";
  assert.match(policy, /script-src 'self'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(await page.locator("script:not([src]), style, [style]").count(), 0);
});

flow("everyone can read and reach the page, light and dark", async ({ page }) => {
  await page.goto("/sign-in");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForSelector("html[data-bs-theme=dark]");
  await expectAccessible(page);
});

flow(
  "the page fits a phone",
  async ({ page }) => {
    await page.goto("/sign-in");
    await expectFits(page);
    const button = await page.locator("form[action='/sign-in'] button").boundingBox();
    assert.ok(button.height >= 40, "big enough for a thumb");
  },
  { viewport: PHONE },
);
