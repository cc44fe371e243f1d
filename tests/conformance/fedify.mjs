// Asks fedify, an implementation that nobody here wrote, about documents and signs one with it.
//
// node fedify.mjs FOLDER <question >answer: FOLDER is where fedify was installed; the question is
// {documents, method, controller, key, jwk}, the answer {verified: [true, …], signed: {…}}.
//
// Rule 1: no network; keys are served from memory, contexts are those that fedify brings.
// Rule 2: fedify signs the context with the proof but leaves it out of what it writes; it is put
// back, because a proof here says all that was signed.

import { createRequire } from "node:module";
import { join } from "node:path";
import { readFileSync } from "node:fs";

globalThis.fetch = async (address) => {
  throw new Error(`there is no network here: ${address}`);
};

const require = createRequire(join(process.argv[2], "here.cjs"));
const { createProof, verifyProof, DataIntegrityProof, Note } = require("@fedify/fedify");
const { Temporal } = require("@js-temporal/polyfill");
const question = JSON.parse(readFileSync(0, "utf8"));

async function documentLoader(address) {
  if (address !== question.method) throw new Error(`nobody asked for ${address}`);
  const document = {
    "@context": "https://w3id.org/security/multikey/v1",
    id: question.method,
    type: "Multikey",
    controller: question.controller,
    publicKeyMultibase: question.key,
  };
  return { contextUrl: null, documentUrl: address, document };
}

const bytesOf58 = (text) => {
  const letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let number = 0n;
  for (const letter of text) number = number * 58n + BigInt(letters.indexOf(letter));
  return Uint8Array.from(Buffer.from(number.toString(16).padStart(128, "0"), "hex"));
};

async function verified(document) {
  const { proof } = document;
  const theirs = new DataIntegrityProof({
    cryptosuite: proof.cryptosuite,
    verificationMethod: new URL(proof.verificationMethod),
    proofPurpose: proof.proofPurpose,
    proofValue: bytesOf58(proof.proofValue.slice(1)),
    created: Temporal.Instant.from(proof.created),
  });
  return (await verifyProof(document, theirs, { documentLoader })) !== null;
}

async function signed() {
  const key = await crypto.subtle.importKey("jwk", question.jwk, "Ed25519", true, ["sign"]);
  const note = new Note({ id: new URL("https://elm.example/notes/1"), content: "Een ladder." });
  const created = Temporal.Instant.from("2026-11-24T12:00:00Z");
  const proof = await createProof(note, key, new URL(question.method), { created });
  const document = await note.toJsonLd({ format: "compact" });
  const written = await proof.toJsonLd({ format: "compact" });
  return { ...document, proof: { ...written, "@context": document["@context"] } };
}

const answers = [];
for (const document of question.documents) answers.push(await verified(document));
console.log(JSON.stringify({ verified: answers, signed: await signed() }));
