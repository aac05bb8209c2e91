// Scratch buffers on the stack are written before they are read; clearing them would cost more than the work they serve.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
