// The official client and receiver against the local QStash: prints what came of each step as one JSON object.
const http = require("node:http");
const { Client, Receiver, QstashError } = require("@upstash/qstash");
const { QstashRatelimitError, QstashDailyRatelimitError } = require("@upstash/qstash");

const client = new Client({ baseUrl: process.env.QSTASH_URL, token: process.env.QSTASH_TOKEN });
const receiver = new Receiver({
  currentSigningKey: process.env.QSTASH_CURRENT_SIGNING_KEY,
  nextSigningKey: process.env.QSTASH_NEXT_SIGNING_KEY,
});
const deliveries = [];

const worker = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", async () => {
    const body = Buffer.concat(chunks).toString("utf8");
    const url = `http://${request.headers.host}${request.url}`;
    const signature = request.headers["upstash-signature"];
    const verified = await receiver.verify({ signature, body, url, clockTolerance: 5 }).catch((e) => e.name);
    deliveries.push({ path: request.url, body, verified, forwarded: request.headers["x-trace"] ?? null });
    response.writeHead(request.url.startsWith("/fail") ? 500 : 200).end("said");
  });
});

async function until(condition) {
  for (let tries = 0; tries < 3000 && !condition(); tries++) {
    await new Promise((done) => setTimeout(done, 10));
  }
  return condition();
}

async function error(call) {
  try {
    await call();
    return "none";
  } catch (e) {
    if (e instanceof QstashDailyRatelimitError) return "daily";
    if (e instanceof QstashRatelimitError) return "burst";
    return e instanceof QstashError ? `${e.status} ${e.message}` : e.name;
  }
}

async function main() {
  const result = {};
  const base = `http://127.0.0.1:${worker.address().port}`;
  const publish = (path, options = {}) => client.publishJSON({ url: base + path, body: { path }, ...options });

  result.limits = [await error(() => publish("/x")), await error(() => publish("/x"))];
  result.colon = await error(() => publish("/x", { deduplicationId: "a:b" }));

  const first = await publish("/once", { deduplicationId: "d1", headers: { "x-trace": "t1" }, label: "l1" });
  const second = await publish("/once", { deduplicationId: "d1" });
  result.deduplicated = second.deduplicated === true && second.messageId === first.messageId;

  const batch = await client.batchJSON([{ url: `${base}/b1`, body: 1 }, { url: `${base}/b2`, body: 2, queue: "q2" }]);
  result.batch = batch.map((message) => typeof message.messageId);

  const queue = client.queue({ queueName: "q1" });
  await queue.upsert({ parallelism: 2 });
  await queue.pause();
  await queue.enqueueJSON({ url: `${base}/queued`, body: {} });
  const waiting = await queue.get();
  result.queue = [waiting.parallelism, waiting.lag, waiting.paused];
  await queue.resume();

  await client.urlGroups.addEndpoints({ name: "g1", endpoints: [{ url: `${base}/g1` }, { url: `${base}/g2` }] });
  const group = await client.publishJSON({ urlGroup: "g1", body: {} });
  result.group = group.map((message) => message.url.replace(base, "")).sort();

  const late = await publish("/never", { delay: 86400 });
  const message = await client.messages.get(late.messageId);
  await client.messages.cancel(late.messageId);
  result.message = [message.url === `${base}/never`, await error(() => client.messages.get(late.messageId))];

  const schedule = await client.schedules.create({ destination: `${base}/tick`, cron: "0 0 1 1 *" });
  const listed = await client.schedules.list();
  await client.schedules.delete(schedule.scheduleId);
  result.schedule = [listed.length, listed[0].cron, (await client.schedules.list()).length];

  await publish("/fail", { retries: 1, retryDelay: "1000", failureCallback: `${base}/failed` });
  await until(() => deliveries.some((delivery) => delivery.path === "/failed"));
  const dead = (await client.dlq.listMessages()).messages;
  result.dead = dead.map((letter) => [letter.url.replace(base, ""), letter.responseStatus, letter.responseBody]);
  result.retried = (await client.dlq.retry(dead[0].dlqId)).responses.length;
  await until(() => deliveries.filter((delivery) => delivery.path === "/fail").length === 4);
  await until(() => deliveries.filter((delivery) => delivery.path === "/failed").length === 2);
  result.left = (await client.dlq.listMessages()).messages.length;
  await client.dlq.delete((await client.dlq.listMessages()).messages[0].dlqId);
  result.deleted = (await client.dlq.listMessages()).messages.length;

  await until(() => deliveries.some((delivery) => delivery.path === "/queued"));
  await until(() => deliveries.some((delivery) => delivery.path === "/b2"));
  result.verified = deliveries.every((delivery) => delivery.verified === true);
  result.forwarded = deliveries.find((delivery) => delivery.path === "/once").forwarded;
  result.paths = [...new Set(deliveries.map((delivery) => delivery.path))].sort();
  console.log(JSON.stringify(result));
}

console.error = () => {};
worker.listen(0, "127.0.0.1", () => main().finally(() => worker.close()));
