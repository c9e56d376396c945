/** The settings' wire, as the server's schemas state it. */
import type { Permission, Role, Tenant } from '@/client/types'

export type Profile = {
  about: string
  website: string | null
  instagram: string | null
  payment_methods: string[]
  plans: string[]
  extra: { question: string; answer: string }[]
}
export type TenantFacts = { id: string; slug: string; name: string; kind: Tenant['kind']; timezone: string; locale: string }

export type Period = { opens: string; closes: string }
export type WeeklyPeriod = Period & { weekday: number }
export type DayException = { on: string; periods: Period[]; note: string | null; every_year?: boolean }
export type Hours = { weekly: WeeklyPeriod[]; exceptions: DayException[]; holidays: { national: boolean; state: string | null; optional: boolean } }
export type Address = { street: string; number: string; complement: string; district: string; city: string; state: string; postal_code: string }
export type StoreValues = {
  name: string
  /** Its own clock, where it is another than the business's. */
  timezone: string | null
  phone: string | null
  address: Address
  latitude: number | null
  longitude: number | null
  hours: Hours
  is_active: boolean
}
export type Store = StoreValues & { id: string }

export type ServiceValues = {
  name: string
  description: string | null
  category: string | null
  price_cents: number | null
  currency: string
  price_note: string | null
  duration_minutes: number | null
  store_ids: string[]
  position: number
  is_active: boolean
}
export type Service = ServiceValues & { id: string }

export type ProfessionalValues = {
  name: string
  title: string | null
  registration: string | null
  specialty: string | null
  store_ids: string[]
  service_ids: string[]
  position: number
  is_active: boolean
}
export type Professional = ProfessionalValues & { id: string }

export const menuActions = ['hours', 'address', 'services', 'plans', 'professionals', 'stores', 'book', 'text', 'handoff'] as const
export type MenuItem = { id: string; title: string; action: (typeof menuActions)[number]; text: string | null }
export type BotSettings = {
  is_on: boolean
  tone_name: string
  welcome: string
  menu: MenuItem[]
  fallback_text: string
  handoff: {
    during_hours_text: string
    after_hours_text: string
    return_after_minutes: number | null
    unclaimed_alert_minutes: number
    on_unknown_after: number
  }
  language: 'pt-BR' | 'en' | 'auto'
}

export type Member = { user_id: string; name: string; email: string; role: Role; permissions: Permission[]; is_active: boolean; created_at: string }
export type Team = { items: Member[]; offered_permissions: Permission[]; requires_second_factor?: boolean }

export type CheckStep = { code: string; ok: boolean; problem: string | null; detail: string | null; params: Record<string, string | number | null> }
export type Check = { ok: boolean; steps: CheckStep[]; checked_at: string }
export type Connection = {
  id: string
  provider: string
  environment: 'live' | 'sandbox'
  name: string
  phone: string
  number_id: string
  account_id: string | null
  state: 'new' | 'ok' | 'failing' | 'paused'
  state_reason: string | null
  last_received_at: string | null
  last_sent_at: string | null
  checked_at: string | null
  check: Check | null
  has_token: boolean
  has_app_secret: boolean
  is_active: boolean
  webhook_url: string
  verify_token: string
}
