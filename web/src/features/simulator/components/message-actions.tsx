import { EllipsisVertical, Pencil, Reply, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu'
import type { SimMessage } from '../wire'

const emojis = ['👍', '❤️', '😂', '😮', '😢', '🙏']

type Props = {
  message: SimMessage
  open: boolean
  onOpenChange: (open: boolean) => void
  onReact: (emoji: string | null) => void
  onReply: () => void
  onEdit: () => void
  onRevoke: () => void
}

/** What the customer can do with a message; opened by its button, a long press or the context menu key. */
export function MessageActions({ message, open, onOpenChange, onReact, onReply, onEdit, onRevoke }: Props) {
  const { t } = useTranslation('simulator')
  const isMine = message.from === 'customer'
  const mine = message.reactions.find((one) => one.by === 'customer')?.emoji
  return (
    <Menu
      open={open}
      onOpenChange={onOpenChange}
      align={isMine ? 'end' : 'start'}
      trigger={
        <button
          type="button"
          aria-label={t('message.actions', { text: message.preview.slice(0, 40) })}
          className="self-center rounded-full p-1 text-ink-3 opacity-0 group-hover:opacity-100 hover:bg-hover focus-visible:opacity-100 data-[state=open]:opacity-100 touch:opacity-60"
        >
          <EllipsisVertical aria-hidden className="size-4" />
        </button>
      }
    >
      <div className="flex">
        {emojis.map((emoji) => (
          <MenuItem
            key={emoji}
            className="w-auto px-1.5 text-lg touch:px-2"
            aria-label={mine === emoji ? t('message.unreact', { emoji }) : t('message.react', { emoji })}
            data-mine={mine === emoji || undefined}
            onSelect={() => onReact(mine === emoji ? null : emoji)}
          >
            {emoji}
          </MenuItem>
        ))}
      </div>
      <MenuSeparator />
      <MenuItem onSelect={onReply}>
        <Reply aria-hidden />
        {t('message.reply')}
      </MenuItem>
      {isMine && message.type === 'text' && (
        <MenuItem onSelect={onEdit}>
          <Pencil aria-hidden />
          {t('message.edit')}
        </MenuItem>
      )}
      {isMine && (
        <MenuItem onSelect={onRevoke}>
          <Trash2 aria-hidden />
          {t('message.revoke')}
        </MenuItem>
      )}
    </Menu>
  )
}
