// Drives the local Upstash endpoint with the official client, and prints one line for each statement that holds.
import { Redis } from "@upstash/redis";

const url = process.env.UPSTASH_REDIS_REST_URL;
const token = process.env.UPSTASH_REDIS_REST_TOKEN;
const prefix = process.env.BELAY_KEY_PREFIX;
const redis = new Redis({ url, token, retry: false, automaticDeserialization: false, enableTelemetry: false });
const key = (name) => `${prefix}:${name}`;

const equal = (name, actual, expected) => {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${name}: expected ${e}, got ${a}`);
  console.log(`ok ${name}`);
};
const refused = async (name, call, text) => {
  try {
    await call();
  } catch (error) {
    if (!error.message.includes(text)) throw new Error(`${name}: expected ${text}, got ${error.message}`);
    console.log(`ok ${name}`);
    return;
  }
  throw new Error(`${name}: expected ${text}, got an answer`);
};

equal("ping", await redis.ping(), "PONG");
equal("set", await redis.set(key("a"), "grüße, 東京, \u{1F600}"), "OK");
equal("get", await redis.get(key("a")), "grüße, 東京, \u{1F600}");
equal("set nx", await redis.set(key("a"), "b", { nx: true, ex: 100 }), null);
equal("get absent", await redis.get(key("absent")), null);
equal("mget", await redis.mget(key("a"), key("absent")), ["grüße, 東京, \u{1F600}", null]);
equal("incr", await redis.incr(key("n")), 1);
equal("expire", await redis.expire(key("n"), 100), 1);
equal("ttl", await redis.ttl(key("n")), 100);
equal("getdel", await redis.getdel(key("n")), "1");
equal("del", await redis.del(key("a"), key("absent")), 1);
equal("eval", await redis.eval("return {KEYS[1], ARGV[1], 7, false}", ["k"], ["v"]), ["k", "v", 7, null]);
equal("evalsha after script load", await redis.evalsha(await redis.scriptLoad("return ARGV[1]"), [], ["v"]), "v");

equal("pipeline", await redis.pipeline().set(key("p"), "1").incr(key("p")).get(key("p")).exec(), ["OK", 2, "2"]);
await redis.set(key("text"), "x");
const mixed = await redis.pipeline().get(key("text")).incr(key("text")).ping().exec({ keepErrors: true });
equal("pipeline keeps errors", [mixed[0].result, mixed[1].error, mixed[2].result],
  ["x", "ERR value is not an integer or out of range", "PONG"]);
equal("multi", await redis.multi().incr(key("m")).incr(key("m")).exec(), [1, 2]);
await refused("multi is discarded", () => redis.multi().set(key("d"), "x").getrange(key("d")).exec(), "ERR wrong number of arguments for 'getrange'");
equal("a discarded multi does nothing", await redis.exists(key("d")), 0);

await refused("wrong type", async () => {
  await redis.sadd(key("s"), "member");
  await redis.get(key("s"));
}, "WRONGTYPE");
await refused("wrong token", () => new Redis({ url, token: "wrong", retry: false }).ping(),
  "WRONGPASS invalid or missing auth token");
await refused("read-only token", () => new Redis({ url, token: process.env.BELAY_READ_ONLY_TOKEN, retry: false })
  .set(key("r"), "x"), "NOPERM");

// On a replica that lags, the client reads its own writes since it echoes the sync token; without that it does not.
const global = { url: process.env.BELAY_GLOBAL_URL, token: process.env.BELAY_GLOBAL_TOKEN, retry: false };
const own = new Redis(global);
await own.incr(key("lag"));
equal("reads its own writes", await own.get(key("lag")), 1);
const other = new Redis({ ...global, readYourWrites: false });
await other.incr(key("lag"));
equal("reads old values without the sync token", await other.get(key("lag")), 1);
console.log("done");
