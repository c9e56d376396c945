/** The browser's side of passkeys. Loaded when somebody uses one. */
import type { Me } from '@/client/types'
import { request } from '@/lib/http'

type Challenge = { ticket: string; options: Record<string, unknown> }
type Descriptor = { id: string; type: 'public-key'; transports?: AuthenticatorTransport[] }

export const hasPasskeys = (): boolean => typeof window.PublicKeyCredential === 'function'

/** The person closed the browser's window, or it waited too long: nothing to say. */
export class PasskeyCancelled extends Error {}

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0))

const text = (buffer: ArrayBuffer | null): string | null =>
  buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

const descriptors = (list: unknown) => ((list ?? []) as Descriptor[]).map((one) => ({ ...one, id: bytes(one.id) }))

async function asked<T>(work: Promise<T | null>): Promise<T> {
  try {
    const made = await work
    if (!made) throw new PasskeyCancelled()
    return made
  } catch (error) {
    if (error instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(error.name)) throw new PasskeyCancelled()
    throw error
  }
}

async function sign({ options }: Challenge) {
  const publicKey = { ...options, challenge: bytes(options.challenge as string), allowCredentials: descriptors(options.allowCredentials) }
  const made = (await asked(navigator.credentials.get({ publicKey: publicKey as PublicKeyCredentialRequestOptions }))) as PublicKeyCredential
  const said = made.response as AuthenticatorAssertionResponse
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: text(said.clientDataJSON),
      authenticatorData: text(said.authenticatorData),
      signature: text(said.signature),
      userHandle: text(said.userHandle),
    },
  }
}

async function make({ options }: Challenge) {
  const user = options.user as PublicKeyCredentialUserEntityJSON
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge as string),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: descriptors(options.excludeCredentials),
  }
  const made = (await asked(navigator.credentials.create({ publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions }))) as PublicKeyCredential
  const said = made.response as AuthenticatorAttestationResponse
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: { clientDataJSON: text(said.clientDataJSON), attestationObject: text(said.attestationObject), transports: said.getTransports() },
  }
}

const post = <T>(path: string, body?: unknown) => request<T>(path, { method: 'POST', body })

/** The person of the passkey, signed in; with `ticket`, as the second step of that sign-in. */
export async function signInByPasskey(ticket?: string): Promise<Me> {
  const challenge = await post<Challenge>('/api/auth/passkey/start', ticket ? { ticket } : {})
  return post<Me>('/api/auth/passkey/finish', { ticket: challenge.ticket, credential: await sign(challenge) })
}

/** The session's person has proved who they are. */
export async function confirmByPasskey(): Promise<void> {
  const challenge = await post<Challenge>('/api/me/confirm/passkey/start')
  await post('/api/me/confirm/passkey', { ticket: challenge.ticket, credential: await sign(challenge) })
}

/** What the browser made for the challenge, ready to be sent with a name. */
export async function makePasskey(): Promise<{ ticket: string; credential: unknown }> {
  const challenge = await post<Challenge>('/api/me/passkeys/start')
  return { ticket: challenge.ticket, credential: await make(challenge) }
}
