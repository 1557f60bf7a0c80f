// One scene with a Live server, played through Google's SDK for JavaScript.
//
//     BASE_URL=http://127.0.0.1:8765 API_KEY=any SERVICE=gemini node scene.mjs genai-3 typed
//
// What happens is printed as JSON lines: {"message": ...} as the server sent it, {"closed": ...}
// with the code, and what the scene itself has to tell.

import { readFileSync } from "node:fs";

const [sdk, scene] = process.argv.slice(2);
const { GoogleGenAI, Modality } = await import(sdk);
const { API_KEY, BASE_URL, RECORDING, SERVICE } = process.env;

const MODEL = "gemini-3.8-live";
const CHUNK_BYTES = 640; // 20 ms of s16le mono at 16 kHz
const WAV_HEADER_BYTES = 44;
const LIMIT_MS = 20_000;

setTimeout(() => {
  throw new Error("what the scene waits for does not come");
}, LIMIT_MS).unref();

const tell = (what) => console.log(JSON.stringify(what));

const client = (apiKey = API_KEY, version = {}) =>
  new GoogleGenAI({
    apiKey,
    vertexai: SERVICE === "vertex",
    httpOptions: { baseUrl: BASE_URL, ...version },
  });

/** A session whose messages can be waited for. */
async function connect(config = {}, ai = client()) {
  const arrived = [];
  let wake = () => {};
  let ended = false;
  let refuse;
  const refused = new Promise((_, reject) => (refuse = reject));
  refused.catch(() => {}); // once the session is open, its end is no refusal
  const opening = ai.live.connect({
    model: MODEL,
    config: {
      responseModalities: [Modality.AUDIO],
      inputAudioTranscription: {},
      outputAudioTranscription: {},
      ...config,
    },
    callbacks: {
      onmessage: (message) => {
        tell({ message });
        arrived.push(message);
        wake();
      },
      onerror: (error) => tell({ error: error.message }),
      onclose: ({ code, reason }) => {
        tell({ closed: { code, reason } });
        ended = true;
        wake();
        refuse(new Error(reason));
      },
    },
  });
  const session = await Promise.race([opening, refused]);
  const more = () => new Promise((resolve) => (wake = resolve));

  /** The next message that fits, skipping those before it. */
  async function until(fits) {
    for (;;) {
      while (arrived.length) {
        const message = arrived.shift();
        if (fits(message)) return message;
      }
      if (ended) throw new Error("closed too early");
      await more();
    }
  }
  return {
    session,
    until,
    turn: () => until((message) => message.serverContent?.turnComplete),
    sound: () => until((message) => message.data),
    ended: async () => {
      while (!ended) await more();
    },
    leave: async () => {
      session.close();
      while (!ended) await more();
    },
  };
}

/** Send a WAV file's sound in chunks, as a microphone would. */
function speak(session) {
  const pcm = readFileSync(RECORDING).subarray(WAV_HEADER_BYTES);
  for (let at = 0; at < pcm.length; at += CHUNK_BYTES) {
    const data = pcm.subarray(at, at + CHUNK_BYTES).toString("base64");
    session.sendRealtimeInput({ audio: { data, mimeType: "audio/pcm;rate=16000" } });
  }
}

const LIGHTS = {
  functionDeclarations: [
    {
      name: "turn_on_the_lights",
      description: "Turns the lights on in a room.",
      parameters: { type: "OBJECT", properties: { room: { type: "STRING" } } },
    },
  ],
};

const SCENES = {
  /** Text as content, then as realtime input, in one session. */
  async typed() {
    const { session, turn, leave } = await connect();
    session.sendClientContent({ turns: "Count to three", turnComplete: true });
    await turn();
    session.sendRealtimeInput({ text: "Count to two" });
    await turn();
    await leave();
  },

  /** Speech that the server finds by itself. */
  async spoken() {
    const { session, turn, leave } = await connect();
    speak(session);
    session.sendRealtimeInput({ audioStreamEnd: true });
    await turn();
    await leave();
  },

  /** Speech between two presses of a key. */
  async pressed() {
    const { session, turn, leave } = await connect({
      realtimeInputConfig: { automaticActivityDetection: { disabled: true } },
    });
    session.sendRealtimeInput({ activityStart: {} });
    speak(session);
    session.sendRealtimeInput({ activityEnd: {} });
    await turn();
    await leave();
  },

  /** A function is called, and its result is spoken about. */
  async tools() {
    const { session, until, turn, leave } = await connect({ tools: [LIGHTS] });
    session.sendClientContent({ turns: "Please turn on the lights", turnComplete: true });
    const { toolCall } = await until((message) => message.toolCall);
    for (const { id, name } of toolCall.functionCalls) {
      const response = { output: "The lights are violet now." };
      session.sendToolResponse({ functionResponses: [{ id, name, response }] });
    }
    tell({ answered: toolCall.functionCalls.length });
    await until((message) => message.serverContent?.outputTranscription?.text?.includes("violet"));
    await turn();
    await leave();
  },

  /** Typed into the middle of an answer. */
  async interrupted() {
    const { session, until, turn, sound, leave } = await connect();
    session.sendRealtimeInput({ text: "Tell me a story" });
    await sound();
    session.sendRealtimeInput({ text: "Count to two" });
    await until((message) => message.serverContent?.interrupted);
    await turn();
    await turn();
    await leave();
  },

  /** A session left, and gone on with on another connection. */
  async resumed() {
    const first = await connect({ sessionResumption: {} });
    const update = await first.until(
      ({ sessionResumptionUpdate: update }) => update?.resumable && update.newHandle,
    );
    first.session.sendRealtimeInput({ text: "Remember the number 42" });
    await first.turn();
    await first.leave();
    const handle = update.sessionResumptionUpdate.newHandle;
    const second = await connect({ sessionResumption: { handle } });
    tell({ again: true });
    second.session.sendRealtimeInput({ text: "What number did I ask you to remember?" });
    await second.turn();
    await second.leave();
  },

  /** A token that lets in once, in the key's place. */
  async token() {
    const version = { apiVersion: "v1alpha" };
    const { name } = await client(API_KEY, version).authTokens.create({ config: { uses: 1 } });
    tell({ token: name });
    const { session, turn, leave } = await connect({}, client(name, version));
    session.sendRealtimeInput({ text: "Count to three" });
    await turn();
    await leave();
    await connect({}, client(name, version)).then(
      () => tell({ again: "let in" }),
      () => tell({ again: "refused" }),
    );
  },

  /** The server says when it will go, and goes. */
  async farewell() {
    const { until, ended } = await connect();
    await until((message) => message.goAway);
    await ended();
  },
};

await SCENES[scene]();
