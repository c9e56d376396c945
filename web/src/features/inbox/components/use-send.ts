import { useQueryClient } from '@tanstack/react-query'
import type { Message, MessageKind } from '@/client/types'
import { useSession } from '@/lib/session'
import { refreshConversation } from '../api/conversations'
import { keys } from '../api/keys'
import { send } from '../api/outbox'
import { showItem } from '../api/timeline'
import { kindOfFile } from '../rules/files'

/** Ways to send from this screen: each is shown at once and goes out in order. */
export function useSend(conversationId: string) {
  const { me, tenant } = useSession()
  const client = useQueryClient()

  const onSent = (message: Message) => {
    if (message?.id && message.kind !== 'reaction') showItem(client, tenant.id, conversationId, { ...message, type: 'message' })
    refreshConversation(client, tenant.id, me.user.id, conversationId).catch(() => client.invalidateQueries({ queryKey: keys.conversation(tenant.id, conversationId) }))
    void client.invalidateQueries({ queryKey: keys.counts(tenant.id) })
  }

  return {
    /** Text and files: a single captionable file carries the text; otherwise the files go first. */
    text: (text: string, files: readonly File[], replyTo: Message | null) => {
      const words = text.trim()
      const [only] = files
      const asCaption = files.length === 1 && only && kindOfFile(only.type) !== 'audio' && words.length <= 1024
      files.forEach((file) =>
        send(tenant.id, { conversationId, kind: kindOfFile(file.type), file, ...(asCaption && words ? { text: words } : {}), ...(replyTo ? { reply_to: replyTo.id } : {}) }, onSent),
      )
      if (words && !asCaption) send(tenant.id, { conversationId, kind: 'text', text: words, ...(replyTo ? { reply_to: replyTo.id } : {}) }, onSent)
    },
    content: (kind: MessageKind, content: Record<string, unknown>, text?: string) => send(tenant.id, { conversationId, kind, content, ...(text ? { text } : {}) }, onSent),
  }
}
