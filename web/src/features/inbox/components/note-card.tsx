import { StickyNote } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Note } from '@/client/types'
import { clockTime } from '@/lib/dates'
import { useZone } from '@/lib/session'
import { RichText } from './rich-text'

/** A private remark: paper-coloured, in the middle, so that nobody takes it for a message. */
export function NoteCard({ note }: { note: Note }) {
  const { t } = useTranslation('inbox')
  const zone = useZone()
  return (
    <li className="my-2 flex justify-center">
      <article className="w-full max-w-xl rounded-md border border-dashed border-note-line bg-note px-3 py-2">
        <p className="flex items-center gap-1.5 text-2xs text-ink-2">
          <StickyNote aria-hidden className="size-3.5" />
          <strong className="font-semibold">{t('note.by', { name: note.author?.name ?? '—' })}</strong>
          <span>· {t('note.private')}</span>
          <time dateTime={note.at} className="ml-auto tabular-nums">
            {clockTime(note.at, zone)}
          </time>
        </p>
        <RichText text={note.body} className="mt-1 text-sm" />
      </article>
    </li>
  )
}
