"""The parts of the Papers page: thumbnails and the preview of the PDF itself."""
