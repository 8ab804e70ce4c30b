def mse(output, target):
    return torch.norm(output - target) ** 2 / output.numel()
