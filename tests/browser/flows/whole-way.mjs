// One request from the call to the paid statement, each role at its own desk, in the month it happens.
import assert from "node:assert/strict";
import { PHONE, expectFits, journey, take } from "../harness.mjs";

const CALLED_AT = "2026-04-20T01:05:00Z";
const SETTLED_AT = "2026-05-16T01:00:00Z";
/** How often the page is asked again whether the worker has opened the month's statements. */
const LOOKS = 40;

journey(
  "one request goes from the call to the paid statement, each role in turn",
  { orders: 0, units: 60, now: CALLED_AT },
  async ({ as, makegood }) => {
    const clerk = await as("provider_clerk");
    const own = await (await clerk.request.get("/api/providers")).json();
    assert.equal(own.items.length, 1, "a provider sees only itself");
    const provider = own.items[0];

    const agent = await as("agent");
    await agent.goto("/requests/new");
    await take(agent, "/requests/new", {
      phone: "13912345678",
      name: "王芳",
      product: "GS-2B",
      address: "浙江省杭州市西湖区文三路 1 号",
      sold_on: "2026-01-10",
      problem: "点不着火，有火花无火焰",
      then: "by_hand",
    });
    const order = /W26-\d{7}/.exec(await agent.textContent("main"))?.[0];
    assert.ok(order, "the order's number is shown");
    await agent.goto(`/orders/${order}`);
    await take(agent, "/dispatch", { provider: provider.id, reason: "用户指定" });

    await clerk.goto(`/orders/${order}`);
    const technician = makegood.logins.get("technician").name;
    const choice = clerk.locator('form[action$="/accept"] [name=technician] option', { hasText: technician });
    await take(clerk, "/accept", { technician: await choice.first().getAttribute("value") });

    const visitor = await as("technician", PHONE);
    await visitor.goto(`/orders/${order}`);
    await expectFits(visitor);
    await take(visitor, "/visit", { from: "2026-04-20T10:00", hours: "2" });
    await take(visitor, "/arrive");
    await take(visitor, "/complete", {
      symptom: "点不着火",
      cause: "product",
      remedy: "更换点火针",
      labour_minutes: "40",
      signed_by: "王芳",
    });
    await expectFits(visitor);

    await answerCallbacks(clerk, { satisfaction: "5", data_complete: "yes", data_true: "yes" });

    await makegood.restart(SETTLED_AT);
    const sender = await as("provider_clerk");
    const statement = await statementOf(sender, order);
    await take(sender, "/submit", { originals: "1" });

    const auditor = await as("auditor");
    await auditor.goto(`/statements/${statement}`);
    await take(auditor, "/receive");
    await answerCallbacks(auditor, {
      satisfaction: "5",
      data_complete: "yes",
      data_true: "yes",
      original_found: "yes",
    });
    await auditor.goto(`/statements/${statement}`);
    await take(auditor, "/verify");

    for (const [role, step, fields] of [
      ["supervisor", "/confirm", {}],
      ["marketing_manager", "/approve", {}],
      ["finance", "/pay", { reference: "ICBC-20260516-001" }],
    ]) {
      const page = await as(role);
      await page.goto(`/statements/${statement}`);
      await take(page, step, fields);
      if (role === "finance") assert.match(await page.textContent("main"), /已付款/);
    }
  },
);

/** Makes every callback that is due, with the same answers. */
async function answerCallbacks(page, answers) {
  for (let made = 0; made < 20; made += 1) {
    await page.goto("/callbacks?stage=due");
    const next = page.locator('main a[href^="/callbacks/"]').first();
    if ((await next.count()) === 0) {
      assert.ok(made > 0, "there was a callback to make");
      return;
    }
    await page.goto(await next.getAttribute("href"));
    await take(page, "/answers", answers);
  }
  assert.fail("the queue of callbacks does not end");
}

/** Opens the statement that claims the order, once the worker has opened the month's. */
async function statementOf(page, order) {
  for (let look = 0; look < LOOKS; look += 1) {
    await page.goto("/statements?month=2026-04");
    const links = page.locator('main a[href^="/statements/S26-"]');
    for (const href of new Set(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href"))))) {
      await page.goto(href);
      if ((await page.textContent("main")).includes(order)) return href.split("/").pop();
    }
    await page.waitForTimeout(500);
  }
  return assert.fail(`no statement claims ${order}`);
}
