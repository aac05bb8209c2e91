Console.WriteLine("Catalog benchmarks: none yet.");
