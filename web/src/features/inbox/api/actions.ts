import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ConversationSummary, Message, Note, Owner, Person } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import { toast } from '@/ui/toast'
import { knownSummary, refreshConversation, showConversation } from './conversations'
import { keys } from './keys'
import { refreshTimeline, showItem } from './timeline'

type Verb =
  /** Taking it from a colleague is said; otherwise whoever took it first keeps it. */
  | { verb: 'assume'; conversationId: string; isFromColleague?: boolean }
  | { verb: 'return' | 'close' | 'reopen'; conversationId: string }
  | { verb: 'assign'; conversationId: string; user: Person | null }

const ownerAfter = (action: Verb, me: Person): Owner | null => {
  if (action.verb === 'assume') return { kind: 'person', user: me }
  if (action.verb === 'return') return { kind: 'bot', user: null }
  if (action.verb === 'assign') return action.user ? { kind: 'person', user: action.user } : { kind: 'nobody', user: null }
  return null
}

/** Assume, return, assign, close, reopen: on screen at once, taken back when refused, with an undo where there is one. */
export function useConversationVerb() {
  const { me, tenant } = useSession()
  const { t } = useTranslation(['inbox', 'shell'])
  const client = useQueryClient()
  const errorText = useErrorText()
  const myself: Person = { id: me.user.id, name: me.user.name }

  const perform = useMutation({
    mutationFn: (action: Verb) =>
      request<unknown>(tenantPath(tenant.id, `conversations/${action.conversationId}/${action.verb}`), {
        method: 'POST',
        body: action.verb === 'assign' ? { user_id: action.user?.id ?? null } : action.verb === 'assume' ? { force: action.isFromColleague ?? false } : undefined,
      }),
    onMutate: (action) => {
      const before =
        client.getQueryData<ConversationSummary>(keys.conversation(tenant.id, action.conversationId)) ?? knownSummary(client, tenant.id, action.conversationId)
      if (!before) return { before }
      const owner = ownerAfter(action, myself)
      showConversation(client, tenant.id, me.user.id, {
        ...before,
        ...(owner && { owner, is_waiting: owner.kind === 'nobody' && before.is_waiting }),
        ...(action.verb === 'close' && { case: null }),
        ...(action.verb === 'reopen' && { case: { id: '', opened_at: new Date().toISOString(), is_open: true } }),
      })
      return { before }
    },
    onSuccess: (_, action, context) => announce(action, context?.before),
    onError: (error, _action, context) => {
      if (context?.before) showConversation(client, tenant.id, me.user.id, context.before)
      toast(errorText(error), { tone: 'danger' })
    },
    onSettled: (_data, _error, action) =>
      Promise.allSettled([
        refreshConversation(client, tenant.id, me.user.id, action.conversationId),
        refreshTimeline(client, tenant.id, action.conversationId),
        client.invalidateQueries({ queryKey: keys.counts(tenant.id) }),
      ]),
  })

  function announce(action: Verb, before: ConversationSummary | undefined) {
    const { conversationId } = action
    const undo = (next: Verb) => ({ label: t('shell:undo'), run: () => perform.mutate(next) })
    const giveBack = (): Verb =>
      before?.owner.kind === 'person' && before.owner.user
        ? before.owner.user.id === me.user.id
          ? { verb: 'assume', conversationId, isFromColleague: true }
          : { verb: 'assign', conversationId, user: before.owner.user }
        : before?.owner.kind === 'bot'
          ? { verb: 'return', conversationId }
          : { verb: 'assign', conversationId, user: null }
    if (action.verb === 'return') toast(t('inbox:done.return'), { action: undo(giveBack()) })
    if (action.verb === 'close') toast(t('inbox:done.close'), { action: undo({ verb: 'reopen', conversationId }) })
    if (action.verb === 'reopen') toast(t('inbox:done.reopen'))
    if (action.verb === 'assign')
      toast(action.user ? t('inbox:done.assign', { name: action.user.name }) : t('inbox:done.unassign'), { action: undo(giveBack()) })
  }

  return perform
}

export function useAddNote(conversationId: string) {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: string) => request<Note>(tenantPath(tenant.id, `conversations/${conversationId}/notes`), { method: 'POST', body: { body } }),
    onSuccess: (note) => {
      if (note) showItem(client, tenant.id, conversationId, { ...note, type: 'note' })
      return refreshTimeline(client, tenant.id, conversationId)
    },
  })
}

/** Another attempt at a message that failed or whose fate is unknown; a person decides it, never the system. */
export function useResend(conversationId: string) {
  const { tenant } = useSession()
  const client = useQueryClient()
  const errorText = useErrorText()
  return useMutation({
    mutationFn: (messageId: string) => request<Message | undefined>(tenantPath(tenant.id, `messages/${messageId}/resend`), { method: 'POST' }),
    onSuccess: () => refreshTimeline(client, tenant.id, conversationId),
    onError: (error) => toast(errorText(error), { tone: 'danger' }),
  })
}

/** Everything in the conversation counts as seen, here and for the customer's ticks. */
export function useMarkRead() {
  const { me, tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (conversationId: string) => request<unknown>(tenantPath(tenant.id, `conversations/${conversationId}/read`), { method: 'POST' }),
    onMutate: (conversationId) => {
      const known =
        client.getQueryData<ConversationSummary>(keys.conversation(tenant.id, conversationId)) ?? knownSummary(client, tenant.id, conversationId)
      if (known) showConversation(client, tenant.id, me.user.id, { ...known, unread_count: 0 })
    },
  })
}

/** "typing…" at the customer's; a lost one matters to nobody. */
export function sayTyping(tenantId: string, conversationId: string): void {
  request<unknown>(tenantPath(tenantId, `conversations/${conversationId}/typing`), { method: 'POST' }).catch(() => undefined)
}
