import type { Conversation as Wire, Message as WireMessage, Note, Owner, TimelineEvent } from '../src/client/types.ts'
import { talks } from './talks.ts'

export type Message = WireMessage
export type Item = WireMessage | Note | TimelineEvent
export type Conversation = Wire & { items: Item[] }

const people = [
  ['Ana Paula Ribeiro', '+5511987654321'], ['João Batista Lima', '+5511912345678'], ['Dra. Helena Prado', '+5511955554444'], ['Carlos Eduardo Menezes', '+551133224455'],
  ['Família Souza', '+5521998877665'], ['Rafaela Antunes', '+5511944443333'], [null, '+5511933332222'], ['Miguel Ângelo', null], ['Patrícia Gomes', '+5511922221111'],
  ['Seu Osvaldo', '+5511911110000'], ['Letícia Campos', '+5511900009999'], ['Thiago Rocha', '+5531988887777'], ['Beatriz Andrade', '+5511977776666'], ['Lucas Ferraz', '+5511966665555'],
  ['Dona Cida', '+5511955553333'], ['Fernanda Lopes', '+5541944442222'], ['Igor Martins', '+5511933331111'], ['Sônia Braga', '+5511922220000'], ['Paulo César', '+5511911119999'],
  ['Yasmin Farias', '+5511900008888'], ['Henrique Dias', '+5511988886666'], ['Vera Lúcia', '+5511977775555'], ['Caio Moreira', '+5511966664444'], ['Natália Pires', '+5511955552222'],
] as const

const marina: Owner = { kind: 'person', user: { id: 'u1', name: 'Marina Duarte' } }
const bruno: Owner = { kind: 'person', user: { id: 'u2', name: 'Bruno Tavares' } }
const bot: Owner = { kind: 'bot', user: null }
const nobody: Owner = { kind: 'nobody', user: null }

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

export function seed(): Conversation[] {
  return Array.from({ length: 96 }, (_, index) => {
    const [name, phone] = people[index % people.length] ?? [null, null]
    const minutes = index === 0 ? 1 : Math.round(index ** 1.7 * 4 + index)
    const owner = index === 0 ? marina : index === 1 || index === 6 ? nobody : ([bot, bruno, bot, marina, bot, nobody][index % 6] ?? bot)
    const id = `c${index}`
    const items = talks(id, index, minutes)
    const isWaiting = owner.kind === 'nobody' && index < 30
    const shownName = name && index >= people.length ? `${name} ${'II III IV V'.split(' ')[Math.floor(index / people.length) - 1] ?? ''}`.trim() : name
    return {
      id,
      contact: {
        id: `p${index}`,
        name: shownName,
        phone,
        username: phone ? null : 'miguel.angelo',
        identities: [
          ...(phone ? [{ space: 'phone', value: phone, source: 'message', since: ago(minutes) }, { space: 'wa_id', value: phone.slice(1).replace(/^(55\d\d)9/, '$1'), source: 'message', since: ago(minutes) }] : []),
          { space: 'bsuid', value: `BR.${(97_531_864_209 + index * 7919).toString()}`, source: 'message', since: ago(minutes) },
        ],
      },
      channel: { id: 'ch1', name: 'Recepção', phone: '+551130045566', state: 'ok', environment: 'sandbox' },
      store: index % 5 === 2 ? { id: 's2', name: 'Unidade Moema' } : null,
      owner,
      case: index < 60 ? { id: `k${index}`, opened_at: ago(minutes + 140), is_open: true } : null,
      last_message: null,
      unread_count: index === 1 ? 3 : index === 4 ? 1 : index === 6 ? 2 : 0,
      is_waiting: isWaiting,
      waiting_since: isWaiting ? ago(minutes + 4) : null,
      handoff_reason: isWaiting ? 'asked' : null,
      return_at: null,
      due_at: isWaiting ? ago(minutes - 20) : null,
      window_closes_at: index === 3 ? ago(-38) : index === 9 ? ago(30) : ago(minutes - 24 * 60),
      last_activity_at: items.at(-1)?.at ?? ago(minutes),
      ownership_history: [
        ...(owner.kind === 'person' ? [{ at: ago(minutes + 12), from: 'nobody' as const, to: 'person' as const, to_user_id: owner.user?.id ?? null, reason: 'taken', actor: `user:${owner.user?.id}` }] : []),
        ...(owner.kind === 'bot' ? [] : [{ at: ago(minutes + 20), from: 'bot' as const, to: 'nobody' as const, to_user_id: null, reason: 'asked', actor: 'bot' }]),
      ],
      items,
    }
  })
}

export function summary(conversation: Conversation): Wire {
  const { items, ...rest } = conversation
  const last = items.findLast((item) => item.type === 'message')
  return {
    ...rest,
    last_message: last
      ? { id: last.id, kind: last.kind, direction: last.direction, author_kind: last.author.kind, preview: last.text ?? `[${last.kind}]`, at: last.at, status: last.status }
      : null,
  }
}
