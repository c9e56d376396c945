/** The wire's names as the screens use them. `schema.ts` is generated from the server's description (`make client`). */
import type { components } from './schema'

type Wire = components['schemas']

export type Permission = Wire['Permission'] | (string & {})
export type Role = Wire['Role']
export type Locale = 'pt-BR' | 'en'
export type Me = Wire['Me']
export type Tenant = Wire['TenantPlace']
export type SecondStep = Wire['SecondStep']
export type SigningIn = Wire['SigningIn']
export type OutsideIdentity = Wire['OutsideIdentityOut']
export type PolicyReach = Wire['PolicyReach']
export type Passkey = Wire['PasskeyOut']
export type OutsideIdentities = Wire['OutsideIdentities']
export type OutsideWay = Wire['OutsideWayOut']
export type SessionRow = Wire['SessionOut']
export type TotpSetup = Wire['TotpOut']
export type EmailUndone = Wire['EmailUndone']
export type WaysIn = Wire['WaysIn']
export type SeenInvitation = Wire['SeenInvitation']
export type Invitation = Wire['InvitationOut']
export type InvitationMade = Wire['InvitationMade']
export type RemovedMember = Wire['RemovedMember']
export type TeamMember = Wire['MemberOut']
export type ApiKey = Wire['ApiKeyOut']
export type ApiKeyMade = Wire['ApiKeyMade']
export type AuditEntry = Wire['AuditEntryOut']
export type AuditStanding = Wire['AuditStanding']
export type AgencyTenant = Wire['AgencyTenants']['items'][number]
export type TenantMade = Wire['TenantMade']

export type Page<T> = { items: T[]; next_cursor: string | null }
export type Person = Wire['Named']
/** `since` is the server's to say: who shows a change before its answer does not know it. */
export type Owner = Omit<Wire['OwnerOut'], 'since'> & { since?: string }
export type Channel = Wire['ChannelOut']

export type MessageKind = Wire['MessageKind']
export type Message = Wire['MessageOut']
export type MessageStatus = Message['status']
export type AuthorKind = Wire['Author']['kind']
export type LastMessage = Wire['LastMessage']
export type Explanation = Wire['ExplanationOut']
export type StoredFile = Wire['FileOut']
export type Note = Wire['NoteOut']
/** `actor` is `user:<id>`, bot, customer, system or operator. */
export type TimelineEvent = Wire['EventOut']
export type TimelineItem = Message | Note | TimelineEvent
export type TimelinePage = Wire['TimelineOut']
export type OutgoingMessage = Omit<Wire['SendIn'], 'kind'> & { kind: MessageKind }

export type ConversationSummary = Omit<Wire['ConversationSummary'], 'owner'> & { owner: Owner }
export type Conversation = Omit<Wire['ConversationOut'], 'owner'> & { owner: Owner }
export type Counts = Wire['Counts']
export type Template = Wire['TemplateOut']
export type Merge = Wire['MergeOut']

export type Custody = Wire['Custody']
export type CustodySums = Wire['Sums']
export type CustodyEventsPage = Wire['CustodyEvents']
export type CustodyEvent = Wire['CustodyEvent']
export type CustodyEventWhole = Wire['CustodyEventWhole']
export type CustodyState = CustodyEvent['state']
export type Replay = Wire['ReplayOut']
export type ReplayChoice = Wire['ReplayIn']
export type Delays = Wire['Delays']
export type UnroutedPage = Wire['UnroutedPage']
export type UnroutedWhole = Wire['UnroutedWhole']

export type Store = Wire['StoreOut']
export type BookableService = Wire['BookableOut']
export type NamedStart = Wire['AlternativeOut']
export type BookingResource = Wire['ResourceOut']
export type Closure = Wire['ClosureOut']
export type OutsideCalendar = Wire['CalendarOut']
export type ChosenCalendar = Wire['ChosenOut']
export type BookingFlag = Wire['FlagOut']
export type FailedReminder = Wire['FailedReminderOut']
export type OffClock = Wire['OffClockOut']
export type AgendaFeed = Wire['FeedOut']
export type BookingSource = Wire['SourceOut']
export type BookingKind = Wire['KindOut']
export type Slots = Wire['SlotsOut']
export type Slot = Wire['SlotOut']
export type Appointment = Wire['AppointmentOut']
export type AppointmentPage = Wire['AppointmentPage']
export type AppointmentChange = Wire['ChangeOut']
export type AppointmentReminder = Wire['ReminderOut']
export type ReminderSettings = Required<Wire['ReminderSettingsOut']>
export type ReminderSettingsIn = Wire['ReminderSettingsIn']
export type AgendaHours = Wire['AgendaHoursOut']
export type Customer = Wire['CustomerOut']
export type OfCustomer = Wire['OfCustomer']
export type Missed = Wire['MissedOut']
export type BookingOverlap = Wire['OverlapOut']
export type BookingOverlaps = Wire['OverlapsOut']
export type RegisteredCustomer = Wire['RegisteredOut']
export type NewSeries = Pick<Wire['SeriesIn'], 'service_id' | 'starts_at' | 'contact_id' | 'repeat'> & Partial<Wire['SeriesIn']>
export type SeriesStarts = Wire['SeriesStartsOut']
export type VisitStarts = Wire['StartsOut']
export type Series = Wire['SeriesOut']
export type NewVisit = Pick<Wire['VisitIn'], 'parts' | 'starts_at' | 'contact_id'> & Partial<Wire['VisitIn']>
export type Visit = Wire['VisitOut']
export type Wait = Wire['WaitOut']
export type WaitPage = Wire['WaitPage']
export type NewWait = Pick<Wire['WaitIn'], 'contact_id' | 'service_id' | 'first_on' | 'last_on'> & Partial<Wire['WaitIn']>
export type OutsideBusy = Wire['BusyOut']
export type Restored = Wire['RestoredOut']
export type BookingImport = Wire['ImportOut']
export type NewAppointment = Pick<Wire['AppointmentIn'], 'service_id' | 'starts_at' | 'contact_id'> & Partial<Wire['AppointmentIn']>
