// Runs the real @supabase/ssr on what the Java tests send on standard input, one JSON value, and answers with one.
const { createRequire } = require("node:module");
const path = require("node:path");

const modules = process.argv[2];
const load = createRequire(path.join(modules, "..", "package.json"));
const { parse, serialize } = load("cookie");
const { createServerClient } = load("@supabase/ssr");
const internals = load(path.join(modules, "@supabase/ssr/dist/main/cookies.js"));

console.warn = () => {}; // it would repeat cookies
globalThis.WebSocket ??= class {}; // older Node has none, and a client wants one even if it opens no channel

function options(header, encoding, written) {
  const cookies = parse(header);
  return {
    cookieEncoding: encoding,
    cookies: {
      getAll: () => Object.keys(cookies).map((name) => ({ name, value: cookies[name] })),
      setAll: (all) => {
        for (const { name, value, options } of all) {
          written.push(serialize(name, value, options));
          if (options.maxAge === 0) delete cookies[name];
          else cookies[name] = value;
        }
      },
    },
  };
}

// What the package writes for a text, and what it reads from a Cookie header.
async function storage({ key, encoding, header, value }) {
  const written = [];
  const settings = options(header, encoding, written);
  const server = internals.createStorageFromOptions(settings, true);
  const read = await server.storage.getItem(key);
  if (value !== undefined) {
    await server.storage.setItem(key, value);
    await internals.applyServerStorage(server, { cookieOptions: null, cookieEncoding: encoding });
  }
  return { read, written };
}

// What a server client sees and does with the session in a Cookie header.
async function client({ url, key, encoding, header, action, session }) {
  const written = [];
  const supabase = createServerClient(url, key, options(header, encoding, written));
  if (action === "set") await supabase.auth.setSession(session);
  if (action === "refresh") await supabase.auth.refreshSession();
  const signOut = action?.startsWith("sign out ") ? await supabase.auth.signOut({ scope: action.split(" ")[2] }) : {};
  const current = await supabase.auth.getSession();
  const user = await supabase.auth.getUser();
  return {
    written,
    accessToken: current.data.session?.access_token ?? null,
    user: user.data.user?.id ?? null,
    signOutError: signOut.error?.code ?? null,
  };
}

async function main() {
  process.stdin.setEncoding("utf8"); // else a character that lies across two parts is lost
  let text = "";
  for await (const part of process.stdin) text += part;
  const asked = JSON.parse(text);
  const answers = [];
  for (const one of asked) answers.push(await (one.url ? client(one) : storage(one)));
  return JSON.stringify(answers);
}

// What is written to a pipe has to be gone before the process is.
main().then(
  (answers) => process.stdout.write(answers, () => process.exit(0)),
  (failure) => {
    process.stderr.write(String(failure?.stack ?? failure));
    process.exit(1);
  },
);
