import torch
criterion = lambda out, ref: torch.mean(torch.abs(out - ref))
