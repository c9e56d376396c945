/** The wire as the contract states it, written by hand. `npm run client` generates `openapi.d.ts` from `web/openapi.json`;
 * replace these types by aliases of the generated ones (`components['schemas'][...]`) as each endpoint lands there. */

export type Permission = 'inbox' | 'bot' | 'knowledge' | 'settings' | 'staff' | (string & {})
export type Role = 'owner' | 'staff' | 'agency_staff' | 'superuser'
export type Locale = 'pt-BR' | 'en'

export type Tenant = {
  id: string
  slug: string
  name: string
  kind: 'clinic' | 'restaurant' | 'other'
  timezone: string
  role: Role
  permissions: Permission[]
}

export type Me = {
  user: { id: string; name: string; email: string; locale: string }
  is_superuser: boolean
  agency: { id: string; name: string } | null
  tenants: Tenant[]
  csrf_token: string
}

export type Page<T> = { items: T[]; next_cursor: string | null }
export type Person = { id: string; name: string }
export type Owner = { kind: 'bot' | 'person' | 'nobody'; user: Person | null }
export type AuthorKind = 'customer' | 'bot' | 'user' | 'phone_app' | 'system'

export type MessageKind =
  | 'text' | 'image' | 'video' | 'audio' | 'document' | 'sticker' | 'location' | 'contacts' | 'reaction'
  | 'button' | 'list' | 'form' | 'order' | 'interactive' | 'template' | 'system' | 'unsupported'

export type MessageStatus =
  | 'received' | 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'unknown' | 'dropped'

export type LastMessage = {
  id: string
  kind: MessageKind
  direction: 'in' | 'out'
  author_kind: AuthorKind
  preview: string | null
  at: string
  status: MessageStatus | null
}

export type ConversationSummary = {
  id: string
  contact: { id: string; name: string | null; phone: string | null; username: string | null }
  channel: { id: string; name: string; phone: string | null }
  store: { id: string; name: string } | null
  owner: Owner
  case: { id: string; opened_at: string; is_open: boolean } | null
  last_message: LastMessage | null
  unread_count: number
  is_waiting: boolean
  waiting_since: string | null
  due_at: string | null
  window_closes_at: string | null
  last_activity_at: string
}

export type Conversation = ConversationSummary & {
  contact: ConversationSummary['contact'] & { identities: { space: string; value: string }[] | null }
  ownership_history: { at: string; from: Owner['kind']; to: Owner['kind']; to_user_id: string | null; reason: string; actor: string }[]
}

export type Counts = { all: number; mine: number; unassigned: number; bot: number; waiting: number }

export type Explanation = {
  intent?: string | null
  state_from?: string | null
  state_to?: string | null
  fact_ids?: string[]
  [key: string]: unknown
}

export type StoredFile = { id: string; mime: string; size: number; name: string | null }

export type Message = {
  type: 'message'
  id: string
  conversation_id: string
  client_id?: string | null
  case_id: string | null
  direction: 'in' | 'out'
  author: { kind: AuthorKind; user: Person | null }
  kind: MessageKind
  text: string | null
  content: Record<string, unknown>
  reply_to: { id: string; preview: string | null; author_kind: AuthorKind } | null
  reactions: { emoji: string; by: 'customer' | 'business' }[]
  at: string
  is_late: boolean
  is_edited: boolean
  is_revoked: boolean
  status: MessageStatus
  status_at: { sent?: string | null; delivered?: string | null; read?: string | null; failed?: string | null }
  error: { code: string; word?: string | null; message_key?: string | null; vendor_code?: string | null; detail?: string | null } | null
  explanation: Explanation | null
  media_state?: 'pending' | 'done' | 'failed' | null
  file: StoredFile | null
}

export type Note = { type: 'note'; id: string; body: string; author: Person | null; at: string }
/** `actor` is `user:<id>`, bot, customer, system or operator. */
export type TimelineEvent = { type: 'event'; id: string; name: string; actor: string; payload: Record<string, unknown>; at: string }
export type TimelineItem = Message | Note | TimelineEvent
export type TimelinePage = { items: TimelineItem[]; prev_cursor: string | null; next_cursor: string | null }

export type OutgoingMessage = {
  client_id: string
  kind: MessageKind
  text?: string
  content?: Record<string, unknown>
  reply_to?: string
  file_id?: string
}

export type Template = {
  name: string
  language: string
  category?: string | null
  status: string
  components: { type: string; text?: string; format?: string; buttons?: { type: string; text: string }[] }[]
  /** The values it asks for, in reading order; `key` is what a send gives them by. */
  slots: { key: string; kind: string; name: string | null; example?: string | null; is_needed: boolean }[]
}

export type Channel = { id: string; name: string; phone: string | null }
export type TeamMember = { id: string; name: string; email: string; role: Role; permissions: Permission[] }
export type AgencyTenant = { id: string; slug: string; name: string; kind: Tenant['kind']; timezone: string }
