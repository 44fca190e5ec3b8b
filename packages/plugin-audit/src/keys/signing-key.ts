import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { sha256 } from "../json/sha256.ts";

/** A public key as the manifest has it. */
export interface PublicKey {
  /** The first 16 digits of the SHA-256 of the key. */
  readonly id: string;
  /** SPKI, base64. */
  readonly text: string;
  /** Whether these are the words that the key's owner signed. */
  verifies(words: string, signature: unknown): boolean;
}

/** The key that checkpoints and manifest lines are signed with. */
export interface SigningKey extends PublicKey {
  /** PKCS 8, PEM. */
  readonly privateText: string;
  sign(words: string): string;
}

export function makeSigningKey(): SigningKey {
  return signingKeyOf(generateKeyPairSync("ed25519").privateKey);
}

/** @throws Error when the text is no private Ed25519 key. */
export function parseSigningKey(pem: string): SigningKey {
  return signingKeyOf(createPrivateKey(pem));
}

function signingKeyOf(key: KeyObject): SigningKey {
  if (key.asymmetricKeyType !== "ed25519") throw new Error("The key is of another kind than Ed25519.");
  return {
    ...publicKeyOf(createPublicKey(key)),
    privateText: key.export({ type: "pkcs8", format: "pem" }).toString(),
    sign: (words) => sign(null, Buffer.from(words), key).toString("hex"),
  };
}

/** @throws Error when the text is no public Ed25519 key, or is written in more than one way. */
export function parsePublicKey(text: string): PublicKey {
  const key = createPublicKey({ key: Buffer.from(text, "base64"), type: "spki", format: "der" });
  const publicKey = publicKeyOf(key);
  if (key.asymmetricKeyType !== "ed25519" || publicKey.text !== text)
    throw new Error("The key is not Ed25519.");
  return publicKey;
}

function publicKeyOf(key: KeyObject): PublicKey {
  const bytes = key.export({ type: "spki", format: "der" });
  return {
    id: sha256(bytes).slice(0, 16),
    text: bytes.toString("base64"),
    verifies(words, signature) {
      // Hexadecimal can be written in two ways; only one is ours.
      if (typeof signature !== "string" || !/^[0-9a-f]{128}$/.test(signature)) return false;
      return verify(null, Buffer.from(words), key, Buffer.from(signature, "hex"));
    },
  };
}
