/** The shapes of the public API, as the server describes them. */
import type { components } from '@/client/schema'

type Schemas = components['schemas']
export type Shown = Schemas['PageShown']
export type Service = Schemas['ServiceShown']
export type Place = Schemas['PlaceOut']
export type Person = Schemas['ProfessionalShown']
export type Booked = Schemas['BookedOut']
export type Slot = Schemas['SlotOut']
export type Slots = Schemas['FreeOut']
export type FreeDay = Schemas['FreeDayOut']
export type FreeDays = Schemas['FreeDaysOut']
export type BookingIn = Schemas['BookingIn']

/** What the server wrote into the document. */
export type Data = { page: Shown; chosen: string | null } | { booked: Booked } | { missing: 'pt-BR' | 'en' }
