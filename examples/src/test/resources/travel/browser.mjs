// A browser of the travel app that leaves what it may no longer read, as docs/realtime.md shows it: with the official
// client. Prints what it hears and how its channels stand.
import { createClient } from "@supabase/supabase-js";

const { BELAY_URL: url, BELAY_KEY: key, BELAY_TOKEN: token, BELAY_USER: userId, BELAY_TOPIC: topic } = process.env;
const supabase = createClient(url, key, { accessToken: async () => token });
const open = new Map();

const watched = (channel, name) =>
  channel
    .on("broadcast", { event: "*" }, ({ event }) => console.log(`${name} heard ${event}`))
    .subscribe((status, error) => console.log(`${name} ${status} ${error?.message ?? ""}`));
const listen = (name) => watched(supabase.channel(name, { config: { private: true } }), name);

const own = supabase
  .channel(`user:${userId}`, { config: { private: true } })
  .on("broadcast", { event: "belay:access_changed" }, async ({ payload }) => {
    const topics = payload.topics ?? (payload.topic ? [payload.topic] : [...open.keys()]);
    for (const name of topics) {
      if (!open.has(name)) continue;
      await supabase.removeChannel(open.get(name));
      open.set(name, listen(name));
    }
  });
watched(own, `user:${userId}`);
open.set(topic, listen(topic));
