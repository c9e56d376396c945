import { FileText, X } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { fileSize } from '../rules/files'

export function AttachedFiles({ files, onRemove }: { files: readonly File[]; onRemove: (file: File) => void }) {
  const { t, i18n } = useTranslation('inbox')
  const shown = useMemo(() => files.map((file) => ({ file, url: file.type.startsWith('image/') ? URL.createObjectURL(file) : null })), [files])
  useEffect(() => () => shown.forEach(({ url }) => url && URL.revokeObjectURL(url)), [shown])
  if (files.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-2 px-3 pt-2.5">
      {shown.map(({ file, url }, index) => (
        <li key={`${file.name}${index}`} className="flex max-w-56 items-center gap-2 rounded-lg border bg-surface p-1 pr-0.5">
          {url ? <img src={url} alt="" className="size-10 rounded object-cover" /> : <FileText aria-hidden className="size-6 text-ink-3" />}
          <span className="min-w-0">
            <span className="block truncate text-xs font-medium">{file.name}</span>
            <span className="block text-2xs text-ink-3">{fileSize(file.size, i18n.language)}</span>
          </span>
          <Button variant="ghost" size="icon-sm" aria-label={t('composer.removeFile', { name: file.name })} onClick={() => onRemove(file)}>
            <X aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  )
}
