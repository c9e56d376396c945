/** The simulator's wire: what the sandbox tells through `/api/t/{tenant}/simulator`. */

export type SandboxNumber = { phone_number_id: string; display_phone_number: string; verified_name: string; quality_rating: string }

export type Phone = {
  id: string
  name: string
  phone: string | null
  wa_id: string | null
  username: string | null
  receipts: boolean
  online: boolean
  on_whatsapp: boolean
  wants_marketing: boolean
}

export type Tick = 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed'
export type Media = { id: string | null; link: string | null; mime: string | null; size: number | null; filename: string | null }

export type SimMessage = {
  seq: number
  id: string
  number_id: string
  phone_id: string
  from: 'customer' | 'business' | 'phone_app'
  type: string
  preview: string
  body: Record<string, unknown>
  media: Media | null
  at: string
  status: Tick
  error: { code?: number; title?: string } | null
  reply_to: { id: string; from: SimMessage['from'] | null; preview: string | null } | null
  reactions: { by: string; emoji: string }[]
  is_edited: boolean
  is_revoked: boolean
}

export type ThreadHead = {
  number_id: string
  phone_id: string
  verified_name: string
  display_phone_number: string
  is_open: boolean
  is_business_typing: boolean
  typing_until: string | null
  window_closes_at: string | null
  unread: number
}
export type Thread = ThreadHead & { items: SimMessage[]; has_more: boolean; cursor: number }

export type Act = { type: string; [field: string]: unknown }
export type SimFile = { id: string; mime: string; size: number; filename: string | null }

export type Fault = { id: string; kind: string; number_id: string | null; count: number | null; probability: number; params: Record<string, unknown>; struck: number }
export type NewFault = { number_id: string; kind: string; count: number | null; params: Record<string, unknown> }

export type Happening = { cursor: number; kind: string; number_id: string | null; phone_id: string | null; message?: SimMessage; until?: string; is_removed?: boolean }
export type Happenings = { items: Happening[]; cursor: number; reset: boolean }
