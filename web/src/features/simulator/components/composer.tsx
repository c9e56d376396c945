import { Contact, File as FileIcon, Image, MapPin, Mic, Paperclip, SendHorizontal, Smartphone, X } from 'lucide-react'
import { useImperativeHandle, useRef, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Menu, MenuItem } from '@/ui/menu'
import type { SimMessage } from '../wire'

export type FileKind = 'visual' | 'voice' | 'document'
export type ComposerHandle = { focus: () => void; pick: (kind: FileKind) => void }

type Props = {
  ref?: Ref<ComposerHandle>
  text: string
  onText: (text: string) => void
  about: { kind: 'reply' | 'edit'; message: SimMessage } | null
  onCancelAbout: () => void
  onSend: () => void
  onFile: (kind: FileKind, file: File) => void
  onShare: (what: 'location' | 'contact' | 'phone') => void
  hasNumber: boolean
  isUploading: boolean
  name: string
}

const accepts: Record<FileKind, string> = {
  visual: 'image/jpeg,image/png,image/webp,video/mp4,video/3gpp',
  voice: 'audio/ogg,audio/mpeg,audio/mp4,audio/aac,audio/amr,.ogg,.mp3,.m4a,.opus',
  document: '.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,.csv',
}

/** Where the customer writes. Enter sends, Shift+Enter breaks the line. */
export function Composer({ ref, text, onText, about, onCancelAbout, onSend, onFile, onShare, hasNumber, isUploading, name }: Props) {
  const { t } = useTranslation(['simulator', 'shell'])
  const box = useRef<HTMLTextAreaElement>(null)
  const inputs = useRef<Partial<Record<FileKind, HTMLInputElement | null>>>({})
  const pick = (kind: FileKind) => inputs.current[kind]?.click()
  useImperativeHandle(ref, () => ({ focus: () => box.current?.focus(), pick }))

  return (
    <form
      className="border-t bg-surface p-2"
      onSubmit={(event) => {
        event.preventDefault()
        onSend()
      }}
    >
      {about && (
        <div className="mb-2 flex items-center gap-2 rounded-lg border-l-2 border-accent bg-sunken py-1 pr-1 pl-2 text-xs">
          <p className="min-w-0 flex-1">
            <span className="block font-semibold text-accent-text">{t(about.kind === 'reply' ? 'composer.replying' : 'composer.editing')}</span>
            <span className="block truncate text-ink-2">{about.message.preview}</span>
          </p>
          <Button variant="ghost" size="icon-sm" aria-label={t('shell:cancel')} onClick={onCancelAbout}>
            <X aria-hidden />
          </Button>
        </div>
      )}
      <div className="flex items-end gap-1">
        <Menu
          align="start"
          side="top"
          trigger={
            <Button variant="ghost" size="icon" aria-label={t('composer.attach')} isBusy={isUploading}>
              {!isUploading && <Paperclip aria-hidden />}
            </Button>
          }
        >
          <MenuItem onSelect={() => pick('visual')}>
            <Image aria-hidden />
            {t('composer.visual')}
          </MenuItem>
          <MenuItem onSelect={() => pick('voice')}>
            <Mic aria-hidden />
            {t('composer.voice')}
          </MenuItem>
          <MenuItem onSelect={() => pick('document')}>
            <FileIcon aria-hidden />
            {t('composer.document')}
          </MenuItem>
          <MenuItem onSelect={() => onShare('location')}>
            <MapPin aria-hidden />
            {t('composer.location')}
          </MenuItem>
          <MenuItem onSelect={() => onShare('contact')}>
            <Contact aria-hidden />
            {t('composer.contact')}
          </MenuItem>
          {hasNumber && (
            <MenuItem onSelect={() => onShare('phone')}>
              <Smartphone aria-hidden />
              {t('composer.sharePhone')}
            </MenuItem>
          )}
        </Menu>
        {(Object.keys(accepts) as FileKind[]).map((kind) => (
          <input
            key={kind}
            ref={(element) => {
              inputs.current[kind] = element
            }}
            type="file"
            hidden
            tabIndex={-1}
            accept={accepts[kind]}
            aria-label={t(`composer.${kind}`)}
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0]
              currentTarget.value = ''
              if (file) onFile(kind, file)
            }}
          />
        ))}
        <textarea
          ref={box}
          rows={1}
          value={text}
          maxLength={4096}
          aria-label={t('composer.write', { name })}
          placeholder={t('composer.placeholder')}
          className="field-sizing-content max-h-28 min-h-8 min-w-0 flex-1 resize-none rounded-2xl border border-line-strong bg-raised px-3 py-1.5 text-sm placeholder:text-ink-3 touch:min-h-10 touch:py-2 touch:text-[1rem]"
          onChange={(event) => onText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && about) onCancelAbout()
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            onSend()
          }}
        />
        <Button type="submit" variant="primary" size="icon" className="rounded-full" aria-label={t('composer.send')} disabled={text.trim() === ''}>
          <SendHorizontal aria-hidden />
        </Button>
      </div>
    </form>
  )
}
