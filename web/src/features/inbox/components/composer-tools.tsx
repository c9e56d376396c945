import { LayoutTemplate, List, MapPin, MapPinned, Paperclip, Plus, RectangleEllipsis, Smile } from 'lucide-react'
import { Suspense, lazy, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationSummary } from '@/client/types'
import { Button } from '@/ui/button'
import { Menu, MenuItem } from '@/ui/menu'
import { Popover } from '@/ui/popover'

const TemplateDialog = lazy(() => import('./template-dialog'))
const InteractiveDialog = lazy(() => import('./interactive-dialog'))
const LocationDialog = lazy(() => import('./location-dialog'))

const emojis = '😀 😄 😉 😊 😍 🤗 🤔 😅 😢 😴 🙏 👍 👏 💪 👋 ✌️ 🤝 ❤️ ✨ 🎉 ✅ ❌ ⚠️ ⏰ 📅 📍 📎 📞 💬 💊 🦷 🩺 🍕 🍔 🍝 🥗 🍰 ☕ 💰 💳'.split(' ')

type Props = {
  summary: ConversationSummary
  /** The window is closed: only templates go out. */
  isShut: boolean
  onFiles: (files: Iterable<File>) => void
  onEmoji: (emoji: string) => void
  beforeSend: () => Promise<void>
}

type Open = 'template' | 'buttons' | 'list' | 'location' | 'location_request' | null

/** Everything that can be sent besides words. */
export function ComposerTools({ summary, isShut, onFiles, onEmoji, beforeSend }: Props) {
  const { t } = useTranslation('inbox')
  const picker = useRef<HTMLInputElement>(null)
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  return (
    <>
      {isShut ? (
        <Button variant="primary" onClick={() => setOpen('template')}>
          <LayoutTemplate aria-hidden />
          {t('composer.pickTemplate')}
        </Button>
      ) : (
        <>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label={t('composer.attach')}
            onChange={(event) => {
              onFiles(event.target.files ?? [])
              event.target.value = ''
            }}
          />
          <Button variant="ghost" size="icon-sm" aria-label={t('composer.attach')} onClick={() => picker.current?.click()}>
            <Paperclip aria-hidden />
          </Button>
          <Popover
            align="start"
            label={t('composer.emoji')}
            className="w-76 p-2"
            trigger={
              <Button variant="ghost" size="icon-sm" aria-label={t('composer.emoji')} className="max-sm:hidden">
                <Smile aria-hidden />
              </Button>
            }
          >
            <div className="grid grid-cols-8">
              {emojis.map((emoji) => (
                <button key={emoji} type="button" className="size-9 rounded text-lg hover:bg-hover" onClick={() => onEmoji(emoji)}>
                  {emoji}
                </button>
              ))}
            </div>
          </Popover>
          <Menu
            align="start"
            side="top"
            trigger={
              <Button variant="ghost" size="icon-sm" aria-label={t('composer.more')}>
                <Plus aria-hidden />
              </Button>
            }
          >
            <MenuItem onSelect={() => setOpen('template')}>
              <LayoutTemplate aria-hidden />
              {t('composer.template')}
            </MenuItem>
            <MenuItem onSelect={() => setOpen('buttons')}>
              <RectangleEllipsis aria-hidden />
              {t('composer.buttons')}
            </MenuItem>
            <MenuItem onSelect={() => setOpen('list')}>
              <List aria-hidden />
              {t('composer.list')}
            </MenuItem>
            <MenuItem onSelect={() => setOpen('location')}>
              <MapPin aria-hidden />
              {t('composer.location')}
            </MenuItem>
            <MenuItem onSelect={() => setOpen('location_request')}>
              <MapPinned aria-hidden />
              {t('composer.askLocation')}
            </MenuItem>
          </Menu>
        </>
      )}
      <Suspense>
        {open === 'template' && <TemplateDialog summary={summary} onClose={close} beforeSend={beforeSend} />}
        {(open === 'buttons' || open === 'list' || open === 'location_request') && <InteractiveDialog type={open} conversationId={summary.id} onClose={close} beforeSend={beforeSend} />}
        {open === 'location' && <LocationDialog conversationId={summary.id} onClose={close} beforeSend={beforeSend} />}
      </Suspense>
    </>
  )
}
