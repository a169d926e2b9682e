// Drives the local Realtime with the official client, and prints one line for each statement that holds. "send" asks
// the test for a message from the database.
import { createClient } from "@supabase/supabase-js";

const { BELAY_URL: url, BELAY_KEY: key, BELAY_TOPIC: topic } = process.env;
const limit = 30000;

const client = (token, vsn = "2.0.0") =>
  createClient(url, key, {
    accessToken: async () => token,
    realtime: { vsn, timeout: limit },
  });
const equal = (name, actual, expected) => {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${name}: expected ${e}, got ${a}`);
  console.log(`ok ${name}`);
};
const soon = (name, start) =>
  new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`${name}: nothing within ${limit} ms`)), limit).unref();
    start(resolve, reject);
  });
const subscribed = (name, channel) =>
  soon(name, (resolve) => channel.subscribe((status, error) => resolve([status, error?.message])));
const config = (more = {}) => ({ config: { private: true, broadcast: { ack: true }, ...more } });
const heard = (channel, event) => {
  const waiting = [];
  const come = [];
  channel.on("broadcast", { event }, (message) => (waiting.length ? waiting.shift()(message) : come.push(message)));
  return (name) => soon(name, (resolve) => (come.length ? resolve(come.shift()) : waiting.push(resolve)));
};

const writer = client(process.env.BELAY_WRITER);
const reader = client(process.env.BELAY_READER);
const older = client(process.env.BELAY_READER, "1.0.0");
const stranger = client(process.env.BELAY_STRANGER);

const refused = stranger.channel(topic, config());
equal("a stranger is refused", await subscribed("refusal", refused), [
  "CHANNEL_ERROR",
  `Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`,
]);
equal("a refused channel is removed", await stranger.removeChannel(refused), "ok");

const writing = writer.channel(topic, config({ presence: { key: "ada" } }));
const reading = reader.channel(topic, config());
const readingOld = older.channel(topic, config());
const note = heard(reading, "note");
const noteOld = heard(readingOld, "note");
const raw = heard(reading, "raw");
const states = [];
reading.on("presence", { event: "sync" }, () => states.push(Object.keys(reading.presenceState())));
equal("a writer joins", await subscribed("writer", writing), ["SUBSCRIBED", undefined]);
equal("a reader joins", await subscribed("reader", reading), ["SUBSCRIBED", undefined]);
equal("a reader of version 1.0.0 joins", await subscribed("older", readingOld), ["SUBSCRIBED", undefined]);

const beat = await soon("heartbeat", (resolve) => {
  writer.realtime.onHeartbeat((status) => status === "sent" || resolve(status));
  writer.realtime.sendHeartbeat();
});
equal("a heartbeat is answered", beat, "ok");
equal("a broadcast is acknowledged", await writing.send({ type: "broadcast", event: "note", payload: { n: 1 } }), "ok");
equal("it reaches the reader", (await note("note")).payload, { n: 1 });
equal("and the one of version 1.0.0", (await noteOld("note")).payload, { n: 1 });
const bytes = new Uint8Array([1, 2, 255]);
equal("bytes are acknowledged", await writing.send({ type: "broadcast", event: "raw", payload: bytes.buffer }), "ok");
equal("bytes arrive", [...new Uint8Array((await raw("raw")).payload)], [1, 2, 255]);
equal(
  "a reader's broadcast is dropped in silence",
  await reading.send({ type: "broadcast", event: "note", payload: { n: 2 } }, { timeout: 700 }),
  "timed out",
);

equal("a broadcast by HTTP is taken", await writing.httpSend("note", { n: 3 }), { success: true });
equal("it reaches the reader as well", (await note("note")).payload, { n: 3 });
equal("a reader's is forbidden", await reading.httpSend("note", { n: 4 }).catch((error) => error.message), "Unauthorized");

console.log("send");
const stored = await note("message of the database");
equal("a message of the database arrives", [stored.payload.n, stored.payload.id === stored.meta.id], [5, true]);

equal("presence is tracked", await writing.track({ mood: "here" }), "ok");
while (!states.some((keys) => keys.includes("ada"))) await new Promise((done) => setTimeout(done, 20));
equal("the reader sees it", reading.presenceState().ada[0].mood, "here");
equal("presence is untracked", await writing.untrack(), "ok");
while (Object.keys(reading.presenceState()).length) await new Promise((done) => setTimeout(done, 20));
equal("a reader may not track", await reading.track({ mood: "there" }), "error");

equal("a channel is left", await reader.removeChannel(reading), "ok");
const replaying = reader.channel(topic, config({ broadcast: { replay: { since: 0, limit: 5 } } }));
const again = heard(replaying, "note");
equal("a reader joins again", await subscribed("replay", replaying), ["SUBSCRIBED", undefined]);
const replayed = await again("replayed message");
equal("what was stored is replayed", [replayed.payload.n, replayed.meta.replayed], [5, true]);

await Promise.all([writer, reader, older, stranger].map((each) => each.removeAllChannels()));
console.log("done");
process.exit(0);
